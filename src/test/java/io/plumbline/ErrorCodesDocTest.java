package io.plumbline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each code by which a caller may be refused stands in the documentation. */
class ErrorCodesDocTest {
    private static final Pattern CODE = Pattern.compile(
            "(?:Rejection\\.(?:invalid|notFound|conflict)\\(|Kind\\.[A-Z_]+,|EventRejection\\(|Problem\\.of\\(\\s*[0-9]+,"
                    + "|\\brefused\\()\\s*\"([a-z0-9]+(?:-[a-z0-9]+)+)\"");

    /** Can only come of a mistake inside, not of what a caller sends. */
    private static final Set<String> INTERNAL =
            Set.of("bundle-empty", "bundle-not-stored", "gate-twice", "no-model", "parent-unknown");

    @Test
    void every_error_code_is_explained() throws IOException {
        // Given
        String documents = Files.readString(Path.of("docs/api.md")) + Files.readString(Path.of("docs/bundle.md"));
        // When
        Set<String> codes = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                Matcher found = CODE.matcher(Files.readString(file));
                while (found.find()) {
                    codes.add(found.group(1));
                }
            }
        }
        codes.removeAll(INTERNAL);
        // Then
        assertThat(codes).hasSizeGreaterThan(60).allSatisfy(code -> assertThat(documents)
                .contains("`" + code + "`"));
    }
}
