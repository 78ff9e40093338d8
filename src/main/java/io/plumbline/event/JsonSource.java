package io.plumbline.event;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One JSON value, read from front to back without a tree. What is read is asked for in the order in which it stands: into an
 * object or array by {@link #enter}, then {@link #nextName} and {@link #nextValue}, or {@link #nextElement}, until they answer
 * null; each value by one of {@link #text}, {@link #shared}, {@link #number} and {@link #skip}.
 *
 * <p>A name that stands twice in an object is refused, known or not. For one thread.
 */
abstract class JsonSource {
    /** What a value is, as its first byte tells. */
    enum Kind {
        OBJECT,
        ARRAY,
        TEXT,
        NUMBER,
        NULL,
        /** True or false. */
        OTHER
    }

    /** Steps to the value as a whole; null if there is none. */
    abstract @Nullable Kind begin() throws IOException;

    /** Checks that nothing follows. */
    abstract void end() throws IOException, EventRejection;

    /** Steps into the object or array at hand. */
    abstract void enter() throws IOException;

    /** Steps to the next field of the object; null where it ends. */
    abstract @Nullable String nextName() throws IOException;

    /** Steps to the value of the field. */
    abstract Kind nextValue() throws IOException;

    /** Steps to the next element of the array; null where it ends. */
    abstract @Nullable Kind nextElement() throws IOException;

    /** The text at hand. */
    abstract String text() throws IOException;

    /** The text at hand, one that other events are likely to hold too: equal ones may be the same object. */
    abstract String shared() throws IOException;

    /** Whether the last text is known to have at most 256 characters, none of them NUL or half a pair of surrogates. */
    abstract boolean clean();

    /** The number at hand, rounded to the nearest; infinite where it is too large. */
    abstract double number() throws IOException;

    /** Passes over the value at hand, whatever it is. */
    abstract void skip() throws IOException;

    /** The value at hand in words, for whoever expected another. */
    abstract String describe() throws IOException;
}
