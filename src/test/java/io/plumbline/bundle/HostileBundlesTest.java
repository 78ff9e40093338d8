package io.plumbline.bundle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.plumbline.kernel.Rejection;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileBundlesTest {
    @ParameterizedTest
    @ValueSource(strings = {"libs/classes/Evil.java", "libs/evil.jar", "lib/x", "Evil.class", "libevil.so", "a.py"})
    void code_is_refused(String name) {
        // Given
        SortedMap<String, byte[]> files = SmallBundles.files();
        files.put(name, new byte[] {1});
        // When
        Rejection refusal = refusal(Bundles.zip(files));
        // Then
        assertThat(refusal.code()).isEqualTo("bundle-code-inside");
        assertThat(refusal.detail()).contains(name);
        assertThat(refusal.kind()).isEqualTo(Rejection.Kind.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../model.onnx", "golden/../../x", "/etc/passwd", "..\\x", "C:x"})
    void a_path_that_leads_out_is_refused(String name) {
        // Given
        SortedMap<String, byte[]> files = SmallBundles.files();
        files.put(name, new byte[] {1});
        // When
        Rejection refusal = refusal(Bundles.zip(files));
        // Then
        assertThat(refusal.code()).isEqualTo("bundle-path-outside");
    }

    @ParameterizedTest
    @ValueSource(strings = {"weights.bin", "golden/extra.f32", "sub/model.onnx", "MODEL.JSON", "golden"})
    void an_unknown_file_is_refused(String name) {
        // Given
        SortedMap<String, byte[]> files = SmallBundles.files();
        files.put(name, new byte[] {1});
        // When
        Rejection refusal = refusal(Bundles.zip(files));
        // Then
        assertThat(refusal.code()).isEqualTo("bundle-unknown-file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "option.customOpLibrary=/tmp/evil.so",
                "option.profilerOutput=/tmp/x",
                "\\u006fption.customOpLibrary=x",
                "option.custom\\\nOpLibrary=x",
                "translatorFactory=evil.Factory",
                "blockFactory=evil.Factory",
                "engine=Python",
                "width=9",
                "modelVersion=2",
                "option.intraOpNumThreads=-5",
                "normalize=true,evil",
                "x=\\u00zz",
            })
    void a_property_that_is_not_allowed_is_refused(String line) {
        // Given
        SortedMap<String, byte[]> files = SmallBundles.files();
        String text = new String(files.get(Bundles.SERVING), ISO_8859_1);
        files.put(Bundles.SERVING, SmallBundles.utf8(text + line + "\n"));
        // When
        Rejection refusal = refusal(Bundles.zip(files));
        // Then
        assertThat(refusal.code()).isEqualTo("bundle-property-refused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serving.properties",
                "synset.txt",
                "model.onnx",
                "model.json",
                "model-card.md",
                "golden/inputs.f32",
                "golden/outputs.f32",
            })
    void a_missing_file_is_named(String name) {
        // Given
        SortedMap<String, byte[]> files = SmallBundles.files();
        files.remove(name);
        // When
        Rejection refusal = refusal(Bundles.zip(files));
        // Then
        assertThat(refusal.code()).isEqualTo("bundle-file-missing");
        assertThat(refusal.detail()).contains(name);
    }

    @ParameterizedTest
    @CsvSource({
        "synset.txt, ant\\nbee\\ncow\\n, bundle-synset-differs",
        "model.json, {}, model-json-wrong",
        "model.onnx, hello, onnx-not-readable",
        "model.onnx, '', onnx-not-readable",
        "golden/inputs.f32, abc, bundle-golden-wrong",
        "golden/outputs.f32, abcdefghijkl, bundle-golden-wrong",
    })
    void a_file_that_does_not_fit_is_refused(String name, String content, String code) {
        // Given
        SortedMap<String, byte[]> files = SmallBundles.files();
        files.put(name, SmallBundles.utf8(content.replace("\\n", "\n")));
        // When
        Rejection refusal = refusal(Bundles.zip(files));
        // Then
        assertThat(refusal.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @MethodSource("io.plumbline.bundle.HostileBundles#all")
    void each_kind_of_harm_is_refused_with_a_sentence(HostileBundles.Hostile each) {
        // When
        Rejection refusal = refusal(each.zip());
        // Then
        assertThat(refusal.code()).isEqualTo(each.code());
        assertThat(refusal.detail()).contains(each.said());
    }

    @Test
    void a_file_that_unpacks_to_too_much_is_refused_unopened() {
        // Given
        SortedMap<String, byte[]> files = SmallBundles.files();
        files.put(Bundles.CARD, new byte[50 << 20]);
        byte[] bomb = Bundles.zip(files);
        // When
        Rejection refusal = refusal(bomb);
        // Then
        assertThat(bomb.length).isLessThan(100_000);
        assertThat(refusal.code()).isEqualTo("bundle-bomb");
    }

    @Test
    void a_file_that_lies_about_its_size_is_refused() {
        // Given
        SortedMap<String, byte[]> files = SmallBundles.files();
        files.put(Bundles.CARD, new byte[3000]);
        byte[] zip = Bundles.zip(files);
        int central = Zips.central(zip, Bundles.CARD);
        int local = Zips.local(zip, Bundles.CARD);
        // When
        Zips.putInt(zip, central + 24, 300);
        Zips.putInt(zip, Zips.descriptor(zip, central, local) + 12, 300);
        // Then
        assertThat(refusal(zip).code()).isEqualTo("bundle-not-a-zip");
    }

    @Test
    void too_many_files_are_refused() {
        // Given
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (int i = 0; i < 1000; i++) {
            files.put("f" + i, new byte[0]);
        }
        // When
        Rejection refusal = refusal(Bundles.zip(files));
        // Then
        assertThat(refusal.code()).isEqualTo("bundle-bomb");
    }

    @Test
    void a_link_is_refused() {
        // Given
        byte[] zip = SmallBundles.bundle().bytes();
        int central = Zips.central(zip, Bundles.CARD);
        // When
        zip[central + 5] = 3;
        Zips.putInt(zip, central + 38, 0120777 << 16);
        // Then
        assertThat(refusal(zip).code()).isEqualTo("bundle-link-inside");
    }

    @Test
    void a_name_that_is_there_twice_is_refused() {
        // Given
        SortedMap<String, byte[]> files = SmallBundles.files();
        files.put("model-cart.md", new byte[] {1});
        String zip = new String(Bundles.zip(files), ISO_8859_1);
        // When
        byte[] twice = zip.replace("model-cart.md", Bundles.CARD).getBytes(ISO_8859_1);
        // Then
        assertThat(refusal(twice).code()).isEqualTo("bundle-name-twice");
    }

    @Test
    void two_names_for_one_file_are_refused() {
        // Given
        byte[] zip = SmallBundles.bundle().bytes();
        // When
        zip[Zips.local(zip, Bundles.CARD) + 30] = 'M';
        // Then
        assertThat(refusal(zip).code()).isEqualTo("bundle-not-a-zip");
    }

    @Test
    void anything_before_or_behind_the_zip_is_refused() {
        // Given
        byte[] zip = SmallBundles.bundle().bytes();
        byte[] longer = Arrays.copyOf(zip, zip.length + 1);
        byte[] shifted = new byte[zip.length + 1];
        // When
        System.arraycopy(zip, 0, shifted, 1, zip.length);
        // Then
        assertThat(refusal(longer).code()).isEqualTo("bundle-not-a-zip");
        assertThat(refusal(shifted).code()).isEqualTo("bundle-not-a-zip");
        assertThat(refusal(new byte[0]).code()).isEqualTo("bundle-not-a-zip");
        assertThat(refusal(SmallBundles.utf8("not a zip, but long enough to be one"))
                        .code())
                .isEqualTo("bundle-not-a-zip");
    }

    @Test
    void more_than_the_limit_is_refused_before_it_is_looked_at() {
        // Given
        byte[] large = new byte[Bundles.MOST_BYTES + 1];
        // When
        Rejection refusal = refusal(large);
        // Then
        assertThat(refusal.kind()).isEqualTo(Rejection.Kind.TOO_LARGE);
        assertThat(refusal.code()).isEqualTo("bundle-too-large");
    }

    static Rejection refusal(byte[] zip) {
        Rejection refusal = catchThrowableOfType(Rejection.class, () -> Bundles.read(zip));
        assertThat(refusal).as("a refusal").isNotNull();
        return refusal;
    }

    /** Finds places in a zip. */
    private static final class Zips {
        static int central(byte[] zip, String name) {
            return find(zip, name, Zip.CENTRAL, 46);
        }

        static int local(byte[] zip, String name) {
            return find(zip, name, Zip.LOCAL, 30);
        }

        static int descriptor(byte[] zip, int central, int local) {
            int name = zip[local + 26];
            return local + 30 + name + getInt(zip, central + 20);
        }

        private static int find(byte[] zip, String name, int signature, int header) {
            byte[] wanted = SmallBundles.utf8(name);
            for (int i = 0; i + header + wanted.length <= zip.length; i++) {
                int end = i + header + wanted.length;
                if (getInt(zip, i) == signature && Arrays.equals(zip, i + header, end, wanted, 0, wanted.length)) {
                    return i;
                }
            }
            throw new AssertionError("No " + name);
        }

        static int getInt(byte[] zip, int at) {
            return java.nio.ByteBuffer.wrap(zip)
                    .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                    .getInt(at);
        }

        static void putInt(byte[] zip, int at, int value) {
            java.nio.ByteBuffer.wrap(zip)
                    .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                    .putInt(at, value);
        }
    }
}
