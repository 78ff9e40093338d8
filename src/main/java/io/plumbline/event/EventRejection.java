package io.plumbline.event;

import io.plumbline.kernel.ModelCatalog;
import java.util.Optional;

/** One event cannot be taken. Says why, and disturbs no other event. */
public final class EventRejection extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * @param code stable kebab-case word for programs
     * @param detail sentence that names the bad value and the remedy
     */
    public EventRejection(String code, String detail) {
        super(printable(detail));
        this.code = code;
    }

    /**
     * Of an event whose model nobody has registered, or is out of use.
     *
     * @param known what the catalog says of the model
     */
    public static Optional<EventRejection> ofModel(String model, Optional<ModelCatalog.Facts> known) {
        if (known.isEmpty()) {
            return Optional.of(new EventRejection(
                    "unknown-model",
                    "There is no model \"" + model + "\"; register it with PUT /v1/models/" + model + "."));
        }
        return known.get().archived()
                ? Optional.of(new EventRejection(
                        "archived-model",
                        "Model \"" + model + "\" is out of use; a release manager can take it up again with POST"
                                + " /v1/models/" + model + "/restore."))
                : Optional.empty();
    }

    /** None: it is an answer, given by the thousand where somebody sends nonsense, and says all in its words. */
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // Safe because: it does nothing.
    public Throwable fillInStackTrace() {
        return this;
    }

    /** Details quote what was sent; NUL and its like have no place in logs, headers and a database's text. */
    private static String printable(String detail) {
        return detail.codePoints().anyMatch(EventRejection::isOdd)
                ? detail.codePoints()
                        .map(c -> isOdd(c) ? '\uFFFD' : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString()
                : detail;
    }

    /** A control character, or half a character: what is left of one that was cut in two. */
    private static boolean isOdd(int c) {
        return Character.isISOControl(c) || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    public String code() {
        return code;
    }

    /** The sentence for people; never null. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
