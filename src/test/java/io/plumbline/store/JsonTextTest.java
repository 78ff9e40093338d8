package io.plumbline.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Reads as what a mapper would have written. */
class JsonTextTest {
    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void objectsReadAsTheyWere() throws JsonProcessingException {
        // Given texts of any characters but halves of pairs, and numbers of any size
        Random random = new Random(7);
        JsonText text = new JsonText();
        for (int i = 0; i < 2_000; i++) {
            Map<String, Object> members = new LinkedHashMap<>();
            for (int n = random.nextInt(5); n > 0; n--) {
                members.put(anything(random), random.nextBoolean() ? anything(random) : number(random));
            }
            // When
            String written = text.object(members).toString();
            // Then
            assertThat(mapper.readTree(written)).as("round %d: %s", i, written).isEqualTo(mapper.valueToTree(members));
        }
    }

    @Test
    void numbersOfFewPlacesAreWrittenShort() {
        // Given
        Random random = new Random(9);
        JsonText text = new JsonText();
        for (int i = 0; i < 20_000; i++) {
            int places = random.nextInt(7);
            double number = random.nextInt(20_000_000) / Math.pow(10, places);
            // When
            String written = text.object(Map.of("p", number)).toString();
            // Then
            String digits = written.substring(5, written.length() - 1);
            assertThat(Double.doubleToLongBits(Double.parseDouble(digits)))
                    .as(digits)
                    .isEqualTo(Double.doubleToLongBits(number));
            assertThat(digits.length())
                    .as(digits)
                    .isLessThanOrEqualTo(Double.toString(number).length());
        }
    }

    @Test
    void arraysOfObjects() throws JsonProcessingException {
        // Given
        JsonText text = new JsonText().start('[');
        // When
        text.begin('{').member("label", "a\"").member("p", 0.5).end('}');
        text.begin('{').member("label", "b").member("p", 1L).end('}');
        // Then
        assertThat(text.end(']').toString()).isEqualTo("[{\"label\":\"a\\\"\",\"p\":0.5},{\"label\":\"b\",\"p\":1}]");
        assertThat(new JsonText().start('[').end(']').toString()).isEqualTo("[]");
    }

    private static String anything(Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(8); n > 0; n--) {
            int c = random.nextInt(4) == 0 ? random.nextInt(Character.MAX_CODE_POINT + 1) : random.nextInt(128);
            text.appendCodePoint(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? ',' : c);
        }
        return text.toString();
    }

    private static Object number(Random random) {
        double any = Double.longBitsToDouble(random.nextLong());
        return random.nextBoolean() ? random.nextLong() : Double.isFinite(any) ? any : 0.5;
    }
}
