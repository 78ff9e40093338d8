package io.plumbline.ui.signals.view;

import io.plumbline.kernel.Rejection;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How far a page looks back from the last hour that was heard of. */
public enum Span {
    /** A day by hours. */
    DAY("24h", "24 hours", Duration.ofDays(1)),
    /** A week by hours. */
    WEEK("7d", "7 days", Duration.ofDays(7)),
    /** A month by days. */
    MONTH("30d", "30 days", Duration.ofDays(30)),
    /** A quarter by days. */
    QUARTER("90d", "90 days", Duration.ofDays(90)),
    /** All of it by days, though no more than 400. */
    ALL("all", "all", Duration.ofDays(400));

    private final String word;
    private final String title;
    private final Duration length;

    Span(String word, String title, Duration length) {
        this.word = word;
        this.title = title;
        this.length = length;
    }

    /**
     * The span that is called so in an address.
     *
     * @throws Rejection {@code span-unknown}
     */
    public static Span of(String word) {
        return Stream.of(values())
                .filter(span -> span.word.equals(word))
                .findFirst()
                .orElseThrow(() -> Rejection.invalid(
                        "span-unknown",
                        "span is '" + word + "'; use "
                                + Stream.of(values()).map(Span::word).collect(Collectors.joining(", ")) + "."));
    }

    /** Its name in an address. */
    public String word() {
        return word;
    }

    /** Its name for people. */
    public String title() {
        return title;
    }

    /** How long it is at most. */
    public Duration length() {
        return length;
    }

    /** Whether hours are put together to days. */
    public boolean daily() {
        return length.compareTo(WEEK.length) > 0;
    }
}
