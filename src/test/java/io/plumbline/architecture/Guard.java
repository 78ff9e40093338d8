package io.plumbline.architecture;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.function.Function;

/**
 * A rule of the architecture, with code that it must refuse.
 *
 * @param name the rule in words
 * @param rule by the package below which it holds
 * @param examples source texts below the package {@code fixture}: each class whose name begins with {@code Bad} must be
 *     refused, every other one must pass
 */
record Guard(String name, Function<String, ArchRule> rule, List<String> examples) {
    static final String FIXTURE = "fixture";

    static Guard of(String name, Function<String, ArchRule> rule, String... examples) {
        return new Guard(name, rule, List.of(examples));
    }

    /** The examples below another package. */
    List<String> examplesBelow(String root) {
        return examples.stream()
                .map(text -> text.replace(FIXTURE + ".", root + "."))
                .toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
