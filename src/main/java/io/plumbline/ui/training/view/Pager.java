package io.plumbline.ui.training.view;

import io.plumbline.kernel.Page;
import io.plumbline.ui.charts.Numbers;

/**
 * Where a page of a list stands.
 *
 * @param text which items of how many; empty for an empty list
 * @param earlier address of the page before; empty if there is none
 * @param further address of the page after; empty if there is none
 */
public record Pager(String text, String earlier, String further) {
    /**
     * That of a list.
     *
     * @param address without the page's number, ending with {@code page=}
     */
    public static Pager of(Page.Of<?> list, String address) {
        long from = (long) list.page() * list.size() + 1;
        long until = from + list.items().size() - 1;
        return new Pager(
                list.items().isEmpty()
                        ? ""
                        : Numbers.count(from) + " to " + Numbers.count(until) + " of " + Numbers.count(list.total()),
                list.page() == 0 ? "" : address + (list.page() - 1),
                until < list.total() && !list.items().isEmpty() ? address + (list.page() + 1) : "");
    }
}
