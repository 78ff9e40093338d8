package io.plumbline.ui.signals.view;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a reader can look at instead.
 *
 * @param spans links to other spans
 * @param span word of the present one
 * @param versions versions to choose from
 * @param segments places to choose from, the fleet first
 * @param note what is left out; empty for nothing
 */
public record Picker(List<Link> spans, String span, List<Choice> versions, List<Choice> segments, String note) {

    /** Copies the lists. */
    public Picker {
        spans = List.copyOf(spans);
        versions = List.copyOf(versions);
        segments = List.copyOf(segments);
    }

    /** A link, and whether it leads where one is. */
    public record Link(String text, String href, boolean present) {}

    /** An entry of a list to choose from. */
    public record Choice(String value, String text, boolean present) {}

    /** Links to all spans of a page. */
    public static List<Link> spans(Selection selection, String page) {
        return Stream.of(Span.values())
                .map(span -> new Link(span.title(), selection.over(page, span), span == selection.span()))
                .toList();
    }
}
