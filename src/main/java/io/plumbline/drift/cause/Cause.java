package io.plumbline.drift.cause;

import java.util.Locale;

/**
 * A possible cause of what was found.
 *
 * @param kind what kind of cause
 * @param strength how much of the finding it accounts for, 0 to 1
 * @param sentence the evidence in words, with its numbers
 * @param key segment key that it is about, "input" for a statistic of the pictures, or empty
 * @param value segment value or name of the statistic, or empty
 */
public record Cause(Kind kind, double strength, String sentence, String key, String value) {

    /** Kinds of causes. */
    public enum Kind {
        /** One release of the app, or of what it runs on, carries the excess. */
        APP_RELEASE,
        /** One make, country or other segment carries it. */
        SEGMENT,
        /** The pictures look different. */
        INPUT_SHIFT,
        /** Classes that were always hard come more often. */
        CLASS_MIX,
        /** The model errs as before, but is too sure of it. */
        CALIBRATION,
        /** The same pictures of the same classes are got wrong more often. */
        CONCEPT_DRIFT,
        /** Other people correct, or others than before; the model errs as before. */
        FEEDBACK,
        /** Somebody fell silent. */
        SILENCE,
        /** The evidence is too thin to say. */
        UNCLEAR;

        /** The stable name on the wire, for instance "app-release". */
        public String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** A cause that is about nothing in particular. */
    static Cause of(Kind kind, double strength, String sentence) {
        return new Cause(kind, strength, sentence, "", "");
    }
}
