package io.plumbline.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.kernel.Rejection;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "garments", "0-x", "a123456789-123456789-123456789-123456789-123456789-123456789-12"})
    void takesModelNames(String name) {
        assertThat(Names.model(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-a",
                "A",
                "a/b",
                "..",
                "a b",
                "a\n",
                "ä",
                "a123456789-123456789-123456789-123456789-123456789-123456789-123"
            })
    void refusesOtherModelNames(String name) {
        assertThatThrownBy(() -> Names.model(name))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining("cannot be");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1.2.3", "v2-rc.1+build", "A"})
    void takesVersions(String name) {
        assertThat(Names.version(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".1", "1/2", "1 2", "123456789012345678901234567890123"})
    void refusesOtherVersions(String name) {
        assertThatThrownBy(() -> Names.version(name)).isInstanceOf(Rejection.class);
    }

    @Test
    void aModelHasATitleAKnownTaskAndDifferentSegments() {
        assertThatThrownBy(() -> new NewModel("m", " ", "classification", List.of()))
                .hasMessageContaining("title");
        assertThatThrownBy(() -> new NewModel("m", "M", "translation", List.of()))
                .hasMessageContaining("translation");
        assertThatThrownBy(() -> new NewModel("m", "M", "classification", List.of("os", "os")))
                .hasMessageContaining("[os, os]");
        assertThatThrownBy(() -> new NewModel("m", "M", "classification", Collections.nCopies(9, "os")))
                .isInstanceOf(Rejection.class);
        assertThatThrownBy(() -> new NewModel("m", "M", "classification", List.of("o s")))
                .hasMessageContaining("'o s'");
    }
}
