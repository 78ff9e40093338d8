package io.plumbline.ui.view.operation;

import io.plumbline.ui.view.Stamp;
import java.util.List;
import java.util.Locale;

/**
 * The list of webhooks.
 *
 * @param rows all of them, by name
 * @param kinds of events, for the form
 * @param models names of all models, for the form
 * @param mayChange whether the reader may make, change and try them
 */
public record WebhooksView(List<Row> rows, List<Kind> kinds, List<String> models, boolean mayChange) {
    private static final String ROOT = "io.plumbline.";
    private static final String VERSION = ".v1";

    /**
     * A webhook.
     *
     * @param id its number
     * @param name its name
     * @param address where it points; without the path for those who may not change it
     * @param wants which events it is told of, in words
     * @param enabled whether anything is sent
     * @param delivered how many deliveries arrived
     * @param waiting how many wait
     * @param givenUp how many were given up
     * @param unheard whether the latest that ended was given up
     */
    public record Row(
            long id,
            String name,
            String address,
            String wants,
            boolean enabled,
            long delivered,
            long waiting,
            long givenUp,
            boolean unheard) {
        /** Class and word of the mark: off, not heard of late, something waits, or all is well. */
        public Mark mark() {
            if (!enabled) {
                return new Mark("none", "off");
            }
            if (unheard) {
                return new Mark("bad", "on");
            }
            return waiting > 0 ? new Mark("work", "on") : new Mark("good", "on");
        }

        /** What became of its deliveries, in words. */
        public String tally() {
            if (delivered + waiting + givenUp == 0) {
                return "nothing sent yet";
            }
            return String.format(
                    Locale.ROOT,
                    "%,d delivered%s%s",
                    delivered,
                    waiting == 0 ? "" : String.format(Locale.ROOT, ", %,d waiting", waiting),
                    givenUp == 0 ? "" : String.format(Locale.ROOT, ", %,d given up", givenUp));
        }
    }

    /** A coloured word. */
    public record Mark(String tone, String word) {}

    /**
     * A kind of event.
     *
     * @param type type of the CloudEvent
     * @param words the same for people
     */
    public record Kind(String type, String words) {
        /** Of a type. */
        public static Kind of(String type) {
            return new Kind(type, WebhooksView.words(type));
        }
    }

    /**
     * A new webhook's secret, shown once.
     *
     * @param name name of the webhook
     * @param secret empty for none
     */
    public record Fresh(String name, String secret) {
        /** Nothing to show. */
        public static final Fresh NONE = new Fresh("", "");
    }

    /**
     * A webhook with its deliveries.
     *
     * @param webhook the webhook
     * @param rows its deliveries on this page, newest first
     * @param shown which of how many are shown, in words
     * @param newer address of the page before, or empty
     * @param older address of the page after, or empty
     * @param mayChange whether the reader may try it, and send again
     */
    public record Log(Row webhook, List<Sent> rows, String shown, String newer, String older, boolean mayChange) {}

    /**
     * A delivery.
     *
     * @param id its number
     * @param words what it tells
     * @param subject model and version that it is about; empty for none
     * @param happened when it happened
     * @param mark what became of it
     * @param attempts how often it was sent, in words
     * @param answer HTTP status of the latest answer; empty for none
     * @param error why the latest attempt failed; empty if it did not
     * @param whenWords what the moment is of
     * @param when of the next attempt, or of the end
     */
    public record Sent(
            long id,
            String words,
            String subject,
            Stamp happened,
            Mark mark,
            String attempts,
            String answer,
            String error,
            String whenWords,
            Stamp when) {}

    /** The mark of a state. */
    public static Mark mark(String state) {
        return switch (state) {
            case "delivered" -> new Mark("passed", state);
            case "given-up" -> new Mark("failed", "given up");
            default -> new Mark("work", state);
        };
    }

    /** An event's type in words: "incident opened". */
    public static String words(String type) {
        return type.replace(ROOT, "").replace(VERSION, "").replace('.', ' ').replace('-', ' ');
    }

    /** How often, in words. */
    public static String attempts(int attempts) {
        return Stamp.plural(attempts, "attempt");
    }
}
