package io.plumbline.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.kernel.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LifecycleDocTest {
    @Test
    void everyTypeOfEventStandsInTheDocumentation() throws IOException {
        String document = Files.readString(Path.of("docs/api.md"));
        assertThat(Change.What.values()).allSatisfy(what -> assertThat(document).contains("`" + what.type() + "`"));
    }
}
