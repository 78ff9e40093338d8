package io.plumbline.kernel;

import java.util.List;
import java.util.function.Function;

/**
 * Which part of a list is wanted.
 *
 * @param index counted from 0
 * @param size items on a page, 1 to {@value #LARGEST}
 */
public record Page(int index, int size) {
    /** The most items on a page. */
    public static final int LARGEST = 200;

    /** The first page in the usual size. */
    public static final Page FIRST = new Page(0, 50);

    /** @throws Rejection if the index is negative or the size is not 1 to 200 */
    public Page {
        if (index < 0) {
            throw Rejection.invalid("page-out-of-range", "page is " + index + "; pages are counted from 0.");
        }
        if (size < 1 || size > LARGEST) {
            throw Rejection.invalid("size-out-of-range", "size is " + size + "; use 1 to " + LARGEST + ".");
        }
    }

    /** How many items lie before this page. */
    public long offset() {
        return (long) index * size;
    }

    /**
     * A page's items and how many there are in all.
     *
     * @param items those on this page, in the list's order
     * @param page index of the page
     * @param size asked size of a page
     * @param total items on all pages
     */
    public record Of<T>(List<T> items, int page, int size, long total) {
        /** Copies the items. */
        public Of {
            items = List.copyOf(items);
        }

        /** The same page of something else. */
        public <R> Of<R> map(Function<? super T, ? extends R> each) {
            return new Of<>(items.stream().<R>map(each).toList(), page, size, total);
        }
    }

    /** This page, filled. */
    public <T> Of<T> of(List<T> items, long total) {
        return new Of<>(items, index, size, total);
    }
}
