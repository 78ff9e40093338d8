package io.plumbline.bundle;

import io.plumbline.bundle.onnx.OnnxCheck;
import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes and reads model packages: a flat zip that plain DJL loads, and phones without DJL too.
 *
 * <p>Writing is reproducible: equal content gives equal bytes. Reading trusts nothing: every name, size, key, label and
 * graph operation is on a list of what is allowed, before any of it reaches a library that could act on it.
 */
public final class Bundles {
    /** Largest bundle that is read, in bytes. */
    public static final int MOST_BYTES = 160 << 20;

    static final String SERVING = "serving.properties";
    static final String SYNSET = "synset.txt";
    static final String ONNX = "model.onnx";
    static final String JSON = "model.json";
    static final String CARD = "model-card.md";
    static final String GOLDEN_INPUTS = "golden/inputs.f32";
    static final String GOLDEN_OUTPUTS = "golden/outputs.f32";

    private static final String GOLDEN_FOLDER = "golden/";
    private static final String[] REQUIRED = {SERVING, SYNSET, ONNX, JSON, CARD, GOLDEN_INPUTS, GOLDEN_OUTPUTS};
    private static final Zip.Limits LIMITS = new Zip.Limits(16, MOST_BYTES, 2 * MOST_BYTES, 200);
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
    private static final Pattern CODE = Pattern.compile(
            "(.*/)?libs?/.*|.*\\.(jar|class|java|so|dll|dylib|jnilib|py|pyc|pt|pth|sh|bat|cmd|exe|groovy|kts?)");

    private Bundles() {}

    /**
     * A bundle of some content.
     *
     * @param definition facts, to become model.json, synset.txt and serving.properties
     * @param onnx the graph
     * @param golden cases for it
     * @param card text of model-card.md
     * @return a zip that {@link #read} accepts
     * @throws Rejection REFUSED as {@link #read}, so that nothing is written that could not be read
     */
    public static byte[] write(ModelDefinition definition, byte[] onnx, Golden golden, String card) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        files.put(SERVING, ServingProperties.write(definition));
        files.put(SYNSET, synset(definition));
        files.put(ONNX, onnx);
        files.put(JSON, definition.toJson());
        files.put(CARD, card.getBytes(StandardCharsets.UTF_8));
        files.put(GOLDEN_INPUTS, Golden.toBytes(golden.inputs()));
        files.put(GOLDEN_OUTPUTS, Golden.toBytes(golden.outputs()));
        byte[] zip = zip(files);
        read(zip);
        return zip;
    }

    /** A zip of some files in the order of their names; model.onnx is stored, so that deltas between versions are small. */
    static byte[] zip(SortedMap<String, byte[]> files) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(all)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setTimeLocal(TIME);
                if (file.getKey().equals(ONNX) || packsTooWell(file.getKey(), file.getValue())) {
                    CRC32 crc = new CRC32();
                    crc.update(file.getValue());
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(file.getValue().length);
                    entry.setCrc(crc.getValue());
                }
                out.putNextEntry(entry);
                out.write(file.getValue());
                out.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Memory does not fail to be written", e);
        }
        return all.toByteArray();
    }

    /** Whether golden pictures are so plain that, packed, they would be taken for a bomb. */
    private static boolean packsTooWell(String name, byte[] content) {
        if (!name.startsWith(GOLDEN_FOLDER)) {
            return false;
        }
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(content);
            deflater.finish();
            byte[] packed = new byte[64 << 10];
            while (!deflater.finished()) {
                deflater.deflate(packed);
            }
            return content.length / LIMITS.ratio() >= deflater.getBytesWritten();
        } finally {
            deflater.end();
        }
    }

    /**
     * Checks a bundle and takes it apart; nothing in it is executed or loaded.
     *
     * @throws Rejection TOO_LARGE, {@code bundle-too-large}, or REFUSED with a code that starts with {@code bundle-},
     *     {@code model-json-} or {@code onnx-}, each with a sentence that names the offending part
     */
    public static Bundle read(byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            throw new Rejection(
                    Rejection.Kind.TOO_LARGE,
                    "bundle-too-large",
                    "The bundle has " + bytes.length + " bytes, at most " + MOST_BYTES + " are allowed.");
        }
        Map<String, byte[]> files = Zip.read(bytes, LIMITS);
        files.forEach(Bundles::checkName);
        for (String name : REQUIRED) {
            if (!files.containsKey(name)) {
                throw Zip.refused("bundle-file-missing", "The bundle has no '" + name + "'.");
            }
        }
        ModelDefinition definition = ModelDefinition.fromJson(file(files, JSON));
        if (!Arrays.equals(file(files, SYNSET), synset(definition))) {
            throw Zip.refused("bundle-synset-differs", "synset.txt must list the labels of model.json, one a line.");
        }
        ServingProperties.check(file(files, SERVING), definition);
        byte[] onnx = file(files, ONNX);
        OnnxCheck.check(onnx, definition.input().port(), definition.outputPort());
        float[][] inputs = Golden.fromBytes(
                GOLDEN_INPUTS, file(files, GOLDEN_INPUTS), definition.input().size());
        float[][] outputs = Golden.fromBytes(
                GOLDEN_OUTPUTS,
                file(files, GOLDEN_OUTPUTS),
                definition.outputPort().size());
        if (inputs.length != outputs.length) {
            throw Golden.wrong(inputs.length + " golden inputs but " + outputs.length + " outputs");
        }
        String card = new String(file(files, CARD), StandardCharsets.UTF_8);
        return new Bundle(definition, onnx, new Golden(inputs, outputs), card, Sha256.of(bytes), bytes.clone());
    }

    private static byte[] file(Map<String, byte[]> files, String name) {
        return files.getOrDefault(name, new byte[0]);
    }

    private static void checkName(String name, byte[] content) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.startsWith("/") || lower.contains("\\") || lower.contains(":") || lower.contains("..")) {
            throw Zip.refused("bundle-path-outside", "'" + name + "' leads out of the bundle.");
        }
        if (CODE.matcher(lower).matches()) {
            throw Zip.refused(
                    "bundle-code-inside", "'" + name + "' is code, which DJL might run; a bundle holds data only.");
        }
        boolean folder = name.equals(GOLDEN_FOLDER) && content.length == 0;
        if (!folder && !Arrays.asList(REQUIRED).contains(name)) {
            throw Zip.refused(
                    "bundle-unknown-file",
                    "'" + name + "' does not belong in a bundle; allowed are " + Arrays.toString(REQUIRED) + ".");
        }
    }

    private static byte[] synset(ModelDefinition definition) {
        return (String.join("\n", definition.labels()) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
