package io.plumbline.client.model;

import io.plumbline.client.json.Json;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A model as it is delivered: the ONNX file, its labels, what happens to the pixels before and to the logits after it.
 * Immutable; {@link #onnx} gives a copy.
 *
 * <p>The file is read in memory and never unpacked; nothing in it is ever run but the ONNX graph, by the app's runtime.
 */
public final class ModelBundle {
    private static final int LARGEST_TEXT = 1024 * 1024;
    private static final int LARGEST_MODEL = 64 * 1024 * 1024;
    private static final int MOST_LABELS = 100_000;
    private static final int TOP = 3;
    private static final List<String> FILES = Arrays.asList(
            "golden/",
            "golden/inputs.f32",
            "golden/outputs.f32",
            "model-card.md",
            "model.json",
            "model.onnx",
            "serving.properties",
            "synset.txt");
    private static final List<String> ROOT = Arrays.asList(
            "name",
            "version",
            "task",
            "labels",
            "input",
            "output",
            "mask",
            "temperature",
            "abstainThreshold",
            "validation");
    private static final List<String> INPUT =
            Arrays.asList("name", "width", "height", "channels", "layout", "mean", "sd");
    private static final List<String> OUTPUT = Arrays.asList("name", "values");
    private static final List<String> MASK = Arrays.asList("threshold", "feather");

    private final String name;
    private final String version;
    private final List<String> labels;
    private final byte[] onnx;
    private final String input;
    private final String output;
    private final Preprocessor preprocessor;
    private final @Nullable Postprocessor postprocessor;
    private final @Nullable Masker masker;

    private ModelBundle(Map<String, Object> model, List<String> labels, byte[] onnx) throws IOException {
        only(model, ROOT);
        this.name = Json.string(model, "name");
        this.version = Json.string(model, "version");
        this.labels = Collections.unmodifiableList(labels);
        this.onnx = onnx;
        Map<String, Object> in = Json.object(model, "input");
        only(in, INPUT);
        Map<String, Object> out = Json.object(model, "output");
        only(out, OUTPUT);
        this.input = Json.string(in, "name");
        this.output = Json.string(out, "name");
        OnnxScan.check(onnx, input, output);
        String layout = oneOf(Json.string(in, "layout"), "NCHW", "NHWC");
        float[] mean = floats(in, "mean");
        if (Json.whole(in, "channels") != mean.length) {
            throw new Json.Malformed("Input has not one mean per channel: " + Json.write(in));
        }
        this.preprocessor = new Preprocessor(
                side(in, "width"), side(in, "height"), mean, floats(in, "sd"), layout.equals("NHWC"));
        boolean probabilities = oneOf(Json.string(out, "values", "logits"), "logits", "probabilities")
                .equals("probabilities");
        double temperature = Json.number(model, "temperature");
        double abstain = Json.number(model, "abstainThreshold");
        if (oneOf(Json.string(model, "task"), "classification", "segmentation").equals("segmentation")) {
            Map<String, Object> mask = Json.object(model, "mask");
            only(mask, MASK);
            long feather = Math.min(Integer.MAX_VALUE, Json.whole(mask, "feather"));
            double threshold = Json.number(mask, "threshold");
            this.masker = new Masker(preprocessor, probabilities, temperature, abstain, threshold, (int) feather);
            this.postprocessor = null;
        } else {
            this.masker = null;
            this.postprocessor = new Postprocessor(labels, temperature, abstain, TOP, probabilities);
        }
    }

    /**
     * Reads a bundle.
     *
     * @throws IOException if it is not one, holds a file that does not belong in it, contradicts itself, is beyond the limits (16
     *     files, 64 MiB of model, 1 MiB of text) or its ONNX file reaches outside it
     */
    public static ModelBundle open(File file) throws IOException {
        ZipFile zip = new ZipFile(file);
        try {
            names(zip);
            Map<String, Object> model = Json.readObject(text(zip, "model.json"));
            List<String> labels = new ArrayList<String>();
            for (Object label : Json.list(model, "labels")) {
                labels.add(String.valueOf(label));
            }
            if (labels.isEmpty() || labels.size() > MOST_LABELS || !labels.equals(lines(text(zip, "synset.txt")))) {
                throw new IOException("model.json and synset.txt disagree about the labels in " + file);
            }
            return new ModelBundle(model, labels, bytes(zip, "model.onnx", LARGEST_MODEL));
        } catch (IllegalArgumentException e) {
            throw new IOException("Not a usable bundle: " + file, e);
        } finally {
            zip.close();
        }
    }

    private static void names(ZipFile zip) throws IOException {
        Set<String> seen = new HashSet<String>();
        for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
            String name = entries.nextElement().getName();
            if (!FILES.contains(name)) {
                throw new IOException("'" + name + "' does not belong in a bundle; allowed are " + FILES);
            }
            if (!seen.add(name)) {
                throw new IOException("'" + name + "' is in the bundle twice");
            }
        }
    }

    private static void only(Map<String, Object> object, List<String> fields) throws Json.Malformed {
        for (String name : object.keySet()) {
            if (!fields.contains(name)) {
                throw new Json.Malformed("unknown field '" + name + "' in model.json");
            }
        }
    }

    private static String oneOf(String value, String first, String second) throws Json.Malformed {
        if (!value.equals(first) && !value.equals(second)) {
            throw new Json.Malformed("model.json says '" + value + "' where " + first + " or " + second + " is expected");
        }
        return value;
    }

    /** Name of the model. */
    public String name() {
        return name;
    }

    /** Its version. */
    public String version() {
        return version;
    }

    /** Names of the classes, in the order of the logits. */
    public List<String> labels() {
        return labels;
    }

    /** The ONNX file; a fresh copy. */
    public byte[] onnx() {
        return onnx.clone();
    }

    /** Name of the ONNX input, shape (n, channels, height, width) or, as model.json says, (n, height, width, channels). */
    public String input() {
        return input;
    }

    /** Name of the ONNX output, shape (n, labels), or (n, 1, height, width) of a segmenter. */
    public String output() {
        return output;
    }

    /** From pixels to the input. */
    public Preprocessor preprocessor() {
        return preprocessor;
    }

    /**
     * From a classifier's output to a result.
     *
     * @throws IllegalStateException if the model is a segmenter
     */
    public Postprocessor postprocessor() {
        if (postprocessor == null) {
            throw new IllegalStateException(name + " makes masks: use masker()");
        }
        return postprocessor;
    }

    /** Whether the model makes masks and not labels. */
    public boolean isSegmenter() {
        return masker != null;
    }

    /**
     * From a segmenter's output to a result.
     *
     * @throws IllegalStateException if the model is a classifier
     */
    public Masker masker() {
        if (masker == null) {
            throw new IllegalStateException(name + " tells labels: use postprocessor()");
        }
        return masker;
    }

    private static int side(Map<String, Object> in, String key) throws Json.Malformed {
        long pixels = Json.whole(in, key);
        if (pixels < 1 || pixels > 4096) {
            throw new Json.Malformed("'" + key + "' must be 1 to 4096 pixels: " + pixels);
        }
        return (int) pixels;
    }

    private static float[] floats(Map<String, Object> parent, String key) throws Json.Malformed {
        List<Object> list = Json.list(parent, key);
        float[] out = new float[list.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) Json.number(list.get(i), key);
        }
        return out;
    }

    private static List<String> lines(String text) throws IOException {
        List<String> lines = new ArrayList<String>();
        BufferedReader reader = new BufferedReader(new StringReader(text));
        String line = reader.readLine();
        while (line != null) {
            if (!line.trim().isEmpty()) {
                lines.add(line.trim());
            }
            line = reader.readLine();
        }
        return lines;
    }

    private static String text(ZipFile zip, String entry) throws IOException {
        return new String(bytes(zip, entry, LARGEST_TEXT), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ZipFile zip, String name, long most) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new IOException("No " + name + " in " + zip.getName());
        }
        InputStream in = zip.getInputStream(entry);
        try {
            return readAll(in, most);
        } finally {
            in.close();
        }
    }

    private static byte[] readAll(InputStream in, long most) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[16 * 1024];
        int n = in.read(buffer);
        while (n >= 0) {
            out.write(buffer, 0, n);
            if (out.size() > most) {
                throw new IOException("More than " + most + " bytes");
            }
            n = in.read(buffer);
        }
        return out.toByteArray();
    }
}
