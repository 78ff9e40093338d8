package io.plumbline.retrain.gate;

import io.plumbline.kernel.Sha256;
import java.util.Map;

/**
 * A picture that neither model learned from, and what both say about it.
 *
 * @param image address of its bytes
 * @param truth right answer: a class, or {@link #MASK} and the address of the mask that a person made
 * @param device who took it; a reference picture that no device took is one of its own
 * @param origin how it came about
 * @param weight one over the probability with which it was drawn; 1 for a reference picture
 * @param segment where it was taken
 * @param champion what the present model says
 * @param challenger what the new one says
 */
public record JudgedPicture(
        Sha256 image,
        String truth,
        String device,
        Origin origin,
        double weight,
        Map<String, String> segment,
        Answer champion,
        Answer challenger) {
    /** Confidence from which a wrong answer is confidently wrong. */
    public static final double CONFIDENT = 0.9;

    /** What the truth begins with where it is a mask. */
    public static final String MASK = "sha256:";

    /** Copies the segment. */
    public JudgedPicture {
        segment = Map.copyOf(segment);
    }

    /** A reference picture: a device of its own, not drawn, taken nowhere. */
    public static JudgedPicture of(Sha256 image, String truth, Answer champion, Answer challenger) {
        return new JudgedPicture(image, truth, image.hex(), Origin.REFERENCE, 1, Map.of(), champion, challenger);
    }

    /** The same reference picture, taken by a device, whose pictures are alike. */
    public JudgedPicture of(String taker) {
        return new JudgedPicture(image, truth, taker, origin, weight, segment, champion, challenger);
    }

    /**
     * The same as a picture that was drawn from the field.
     *
     * @param device who took it
     * @param weight one over the probability with which it was drawn
     * @param segment where it was taken
     */
    public JudgedPicture from(String device, double weight, Map<String, String> segment) {
        return new JudgedPicture(image, truth, device, Origin.FIELD, weight, segment, champion, challenger);
    }

    /** How a picture came to be one to judge by. */
    public enum Origin {
        /** Drawn at random from the field. */
        FIELD,
        /** Kept from former times: it shows what was forgotten. */
        REFERENCE
    }

    /**
     * What a model says about a picture.
     *
     * @param said its answer: a class, or how much of the picture its mask covers
     * @param confidence how sure it is, 0 to 1
     * @param score how right that is, 0 to 1: of classes 0 or 1, of masks the intersection over union
     */
    public record Answer(String said, double confidence, double score) {
        private static final double RIGHT = 0.5;

        /** A class, right or wrong. */
        public static Answer ofClass(String said, double confidence, String truth) {
            return new Answer(said, confidence, said.equals(truth) ? 1 : 0);
        }

        /** Whether it is right; of a mask, by half at least. */
        public boolean right() {
            return score >= RIGHT;
        }

        /** Whether it is wrong, and sure of it. */
        public boolean confidentlyWrong() {
            return !right() && confidence >= CONFIDENT;
        }
    }
}
