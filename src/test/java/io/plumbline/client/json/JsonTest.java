package io.plumbline.client.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private final ObjectMapper oracle = new ObjectMapper();

    @Test
    void whatIsWrittenIsReadBackByUsAndByJackson() throws IOException {
        for (long seed = 0; seed < 2_000; seed++) {
            // Given
            Object value = random(new Random(seed), 0);

            // When
            String text = Json.write(value);

            // Then
            assertThat(Json.read(text)).as("seed %d", seed).isEqualTo(value);
            assertThat(Json.read(oracle.writeValueAsString(oracle.readTree(text))))
                    .as("seed %d", seed)
                    .isEqualTo(value);
        }
    }

    @Test
    void aMutilatedTextNeverGivesAnythingButMalformed() {
        for (long seed = 0; seed < 5_000; seed++) {
            // Given
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder(Json.write(random(random, 0)));
            for (int i = 0; i <= random.nextInt(3); i++) {
                text.setCharAt(random.nextInt(text.length()), "{}[]\",:\\u0e-+.tfn\u0001".charAt(random.nextInt(18)));
            }

            // When
            boolean readable = isReadable(text.toString());

            // Then
            if (readable) {
                assertThat(isReadableByOracle(text.toString()))
                        .as("seed %d: %s", seed, text)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,]",
                "{\"a\":1,}",
                "{\"a\" 1}",
                "{a:1}",
                "01",
                "1.",
                ".5",
                "1e",
                "+1",
                "-",
                "nul",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\t\"",
                "\"a",
                "1 2",
                "NaN",
                "1e999",
                "{\"a\":1,\"a\":2}",
                "\"\\u\uff11234\""
            })
    void strictMeansStrict(String text) {
        assertThatExceptionOfType(Json.Malformed.class).isThrownBy(() -> Json.read(text));
    }

    @Test
    void deepNestingIsRefusedInsteadOfOverflowing() {
        assertThatExceptionOfType(Json.Malformed.class)
                .isThrownBy(() -> Json.read("[".repeat(100_000)))
                .withMessageContaining("64");
    }

    @Test
    void aNumberThatJsonLacksIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Json.write(Double.NaN));
    }

    private static boolean isReadable(String text) {
        try {
            Json.read(text);
            return true;
        } catch (Json.Malformed e) {
            return false;
        }
    }

    private boolean isReadableByOracle(String text) {
        try {
            oracle.readTree(text);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Object random(Random random, int depth) {
        return switch (random.nextInt(depth > 4 ? 5 : 7)) {
            case 0 -> random.nextLong() / 1_000_000_000_000L;
            case 1 -> random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
            case 2 -> random.nextBoolean();
            case 3 -> Json.NULL;
            case 4 -> text(random);
            case 5 -> list(random, depth);
            default -> map(random, depth);
        };
    }

    private static List<Object> list(Random random, int depth) {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(random(random, depth + 1));
        }
        return list;
    }

    private static Map<String, Object> map(Random random, int depth) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            map.put(text(random), random(random, depth + 1));
        }
        return map;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.appendCodePoint(random.nextInt(4) == 0 ? 0x1f600 + random.nextInt(50) : random.nextInt(0xd800));
        }
        return text.toString();
    }
}
