package io.plumbline.ui.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Commands on pages are for copying. */
class CommandsTest {
    @Test
    void a_command_says_to_which_server_it_goes() throws IOException {
        List<String> commands;
        try (Stream<Path> all = Files.walk(Path.of("src/main/resources/templates"))) {
            commands = all.filter(Files::isRegularFile)
                    .flatMap(CommandsTest::lines)
                    .filter(line -> line.contains("curl -X"))
                    .toList();
        }
        assertThat(commands).hasSizeGreaterThan(4).allSatisfy(line -> assertThat(line)
                .contains(" {frame.server}/v1/"));
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readString(file).lines();
        } catch (IOException e) {
            throw new AssertionError(file.toString(), e);
        }
    }
}
