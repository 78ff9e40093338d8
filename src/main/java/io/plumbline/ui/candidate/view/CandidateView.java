package io.plumbline.ui.candidate.view;

import io.plumbline.ui.charts.Picture;
import io.plumbline.ui.view.Stamp;
import java.util.List;

/**
 * The page of a version, ready to be shown.
 *
 * @param model name of the model
 * @param title of the model
 * @param version its name
 * @param stage its stage
 * @param about how it came about
 * @param created when
 * @param bundle its bundle
 * @param tone class of the style sheet for the verdict: "work", "alarm" or empty
 * @param verdict what all gates together say, in a sentence
 * @param next what can be done, in a sentence
 * @param stale what is wrong with the comparison itself; empty for nothing
 * @param gates one after the other
 * @param effects pictures of the paired effects; none where nothing was compared
 * @param budget measured figures; none where nothing was measured
 * @param machine that measured; empty for none
 * @param card the model card
 * @param pairs pictures side by side
 * @param releases how it went live
 * @param acts what the reader may do
 */
public record CandidateView(
        String model,
        String title,
        String version,
        String stage,
        String about,
        Stamp created,
        BundleLink bundle,
        String tone,
        String verdict,
        String next,
        String stale,
        List<Gate> gates,
        List<Effect> effects,
        List<Figure> budget,
        String machine,
        List<CardText.Block> card,
        Pairs pairs,
        List<Went> releases,
        Acts acts) {

    /** Where its bundle is, how large, and the first digits of its digest. */
    public record BundleLink(String href, String size, String sha256, String digest) {}

    /**
     * A verdict.
     *
     * @param name for instance "QUALITY"
     * @param outcome in words
     * @param state class of the style sheet
     * @param asks what it asks
     * @param says what was found
     */
    public record Gate(String name, String outcome, String state, String asks, String says) {}

    /**
     * Findings of one gate, drawn and in numbers.
     *
     * @param picture forest plot
     * @param lead how to read it
     * @param rows the numbers
     * @param counted what the two shares are of
     */
    public record Effect(Picture picture, String lead, List<Row> rows, String counted) {}

    /** Numbers of one finding. */
    public record Row(
            String place,
            String outcome,
            String state,
            String pictures,
            String devices,
            String champion,
            String challenger,
            String changed,
            String difference,
            String range,
            String bound,
            String p,
            String needed) {}

    /** A measured figure: of the champion, of this version, their ratio, and what is allowed. */
    public record Figure(String what, String champion, String challenger, String ratio, String allowed, boolean over) {}

    /**
     * Pictures about which the two versions differ.
     *
     * @param champion version that it was compared with; empty for none
     * @param total number of them
     * @param pictures those of this page
     * @param earlier address of the page before; empty for none
     * @param later address of the page after; empty for none
     * @param empty what is said where there are none
     * @param lead how to read them
     */
    public record Pairs(
            String champion,
            String total,
            List<Side> pictures,
            String earlier,
            String later,
            String empty,
            String lead) {}

    /**
     * A picture with both answers.
     *
     * @param src address of the picture
     * @param truth right answer; of a mask, what it is
     * @param place where it was taken
     * @param champion what the champion said
     * @param challenger what this version says
     * @param masks of a segmenter the masks that a person, the champion and this version drew; else none
     */
    public record Side(String src, String truth, String place, Said champion, Said challenger, List<MaskShot> masks) {}

    /** A mask as a picture, whose it is, and how far it agrees with the person's; empty for that one itself. */
    public record MaskShot(String src, String whose, String agrees, boolean right) {}

    /** An answer; sure and wrong ones are marked. */
    public record Said(String answer, String confidence, boolean right, boolean confidentlyWrong) {}

    /** A release of this version. */
    public record Went(String number, String how, Stamp at, String actor, String overruled, String reason) {}

    /**
     * What the reader may do now.
     *
     * @param decide promote or reject it
     * @param overrules gates that a promotion would overrule, for which it needs a reason; empty for none
     * @param judge have it judged against what is live
     * @param judging address of the job that is at it; empty for none
     */
    public record Acts(boolean decide, String overrules, boolean judge, String judging) {}
}
