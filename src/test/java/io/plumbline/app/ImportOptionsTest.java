package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages tell people to type is understood. */
class ImportOptionsTest {
    private static final Pattern COMMAND = Pattern.compile(" import-model ((?:[^\\n]*\\\\\\n)*[^\\n`]*)");

    @ParameterizedTest
    @ValueSource(strings = {"docs/bundle.md", "docs/training.md", "src/main/resources/templates/ui/distillation.html"})
    void commands_that_pages_show_name_all_that_has_to_be_named(String file) throws IOException {
        // Given
        Matcher commands = COMMAND.matcher(Files.readString(Path.of(file)).replaceAll(" import-model`", ""));
        int found = 0;
        while (commands.find()) {
            String typed = commands.group(1).replace("\\\n", " ").strip();
            if (typed.startsWith("--")) {
                // When, Then
                assertThatCode(() -> ImportOptions.of(List.of(typed.split("\\s+"))))
                        .as(typed)
                        .doesNotThrowAnyException();
                found++;
            }
        }
        assertThat(found).as("commands in " + file).isPositive();
    }
}
