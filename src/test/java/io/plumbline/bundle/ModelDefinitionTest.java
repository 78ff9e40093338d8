package io.plumbline.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.plumbline.kernel.Rejection;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.Reference;
import io.plumbline.stats.Reference.Said;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelDefinitionTest {
    private static final String JSON = new String(SmallBundles.definition().toJson(), StandardCharsets.UTF_8);

    @Test
    void json_holds_all_of_it() {
        // Given
        ModelDefinition definition = SmallBundles.definition();
        // When
        ModelDefinition read = ModelDefinition.fromJson(definition.toJson());
        // Then
        assertThat(read).isEqualTo(definition);
        assertThat(read.toJson()).isEqualTo(definition.toJson());
        assertThat(JSON).contains("\"temperature\" : 1.0", "\"layout\" : \"NCHW\"", "\"n\" : 2");
    }

    @Test
    void json_holds_what_was_said_one_by_one_and_the_inputs() {
        // Given
        ModelDefinition sums = SmallBundles.definition();
        Reference known = sums.validation();
        List<Said> said = List.of(Said.of("ant", "bee", 15, 1, 0.5), Said.of("bee", "bee", 27, 1, 0.9));
        SortedMap<String, Histogram> inputs = new TreeMap<>(Map.of("brightness", known.confidence()));
        ModelDefinition full = sums.next("2", new Reference(2, 1, known.confidence(), known.labels(), said, inputs));
        // When
        ModelDefinition read = ModelDefinition.fromJson(full.toJson());
        // Then
        assertThat(read).isEqualTo(full);
        assertThat(read.toJson()).isEqualTo(full.toJson());
        assertThat(read.validation().said()).isEqualTo(said);
        assertThat(JSON).as("what is unknown is left out").doesNotContain("said", "inputs");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[0, 1, 15, 1] | which is not [predicted",
                "[0, 1, 15, 1, \"0.5\"] | which is not [predicted",
                "[0, 1.5, 15, 1, 0.5] | which is not [predicted",
                "7 | which is not [predicted",
                "[0, 9, 15, 1, 0.5] | names label 9",
                "[-1, 1, 15, 1, 0.5] | names label -1",
                "[0, 1, 30, 1, 1] | band 30",
                "[0, 1, 15, 1, 0.9] | mean confidence of 0.9",
                "[0, 1, 15, 2, 0.5] | does not add up",
                "[0, 0, 15, 1, 0.5] | does not add up",
            })
    void what_was_said_must_be_well_formed_and_add_up(String row, String complaint) {
        // Given
        String json =
                JSON.replace("\"confidence\" :", "\"said\" : [" + row + ", [1, 1, 27, 1, 0.9]], \"confidence\" :");
        // When
        Rejection refusal = catchThrowableOfType(
                Rejection.class, () -> ModelDefinition.fromJson(json.getBytes(StandardCharsets.UTF_8)));
        // Then
        assertThat(refusal.code()).isEqualTo("model-json-wrong");
        assertThat(refusal.detail()).contains(complaint);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"name\" : \"small\" | \"nom\" : \"small\" | unknown field 'nom'",
                "\"name\" : \"small\", | '' | field 'name' is missing",
                "\"name\" : \"small\" | \"name\" : 3 | field 'name' is not a text",
                "\"name\" : \"small\" | \"name\" : \"Up/per\" | name is 'Up/per'",
                "\"name\" : \"small\" | \"name\" : \"small\", \"name\" : \"other\" | Duplicate field 'name'",
                "\"width\" : 8 | \"width\" : 0 | input.width is '0'",
                "\"width\" : 8 | \"width\" : 8.5 | field 'input.width' is not a whole number",
                "\"channels\" : 1 | \"channels\" : 2 | input.channels is '2'",
                "\"channels\" : 1 | \"channels\" : 3 | input.mean is '[0.0]'",
                "\"layout\" : \"NCHW\" | \"layout\" : \"NCWH\" | input.layout is 'NCWH'",
                "\"abstainThreshold\" : 0.5 | \"abstainThreshold\" : 1.5 | abstainThreshold is '1.5'",
                "\"temperature\" : 1.0 | \"temperature\" : -1 | temperature is '-1.0'",
                "\"temperature\" : 1.0 | \"temperature\" : NaN | it is not JSON",
                "\"ant\", | \"bee\", | labels is",
                "\"classification\" | \"regression\" | task is 'regression'",
                "\"errors\" : 1 | \"errors\" : 3 | 3",
                "\"ant\" : 1 | \"dog\" : 1 | validation.labels is 'dog'",
                "\"confidence\" : \" | \"confidence\" : \"! | cannot be used",
            })
    void what_is_wrong_is_named(String right, String wrong, String complaint) {
        // Given
        String json = JSON.replaceFirst(java.util.regex.Pattern.quote(right), wrong);
        assertThat(json).isNotEqualTo(JSON);
        // When
        Rejection refusal = catchThrowableOfType(
                Rejection.class, () -> ModelDefinition.fromJson(json.getBytes(StandardCharsets.UTF_8)));
        // Then
        assertThat(refusal.code()).isEqualTo("model-json-wrong");
        assertThat(refusal.detail()).contains(complaint);
    }

    @Test
    void the_next_version_has_its_temperature_in_its_weights() {
        // Given
        ModelDefinition definition = SmallBundles.definition();
        // When
        ModelDefinition next = definition.next("2", definition.validation());
        // Then
        assertThat(next.version()).isEqualTo("2");
        assertThat(next.temperature()).isEqualTo(1);
        assertThatThrownBy(() -> definition.next("", definition.validation())).hasMessageContaining("version is ''");
    }
}
