package io.plumbline.picture;

import java.util.List;
import java.util.Optional;

/**
 * Pictures that may not be used any more.
 *
 * @param source whose they were, if all of somebody's go
 * @param names as events speak of them
 * @param contents addresses of stored bytes to which no picture refers any more
 */
public record Gone(Optional<String> source, List<String> names, List<String> contents) {
    public Gone {
        names = List.copyOf(names);
        contents = List.copyOf(contents);
    }
}
