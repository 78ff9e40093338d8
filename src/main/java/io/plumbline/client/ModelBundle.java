package io.plumbline.client;

import io.plumbline.client.json.Json;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

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

    private final String name;
    private final String version;
    private final List<String> labels;
    private final byte[] onnx;
    private final String input;
    private final String output;
    private final Preprocessor preprocessor;
    private final Postprocessor postprocessor;

    private ModelBundle(Map<String, Object> model, List<String> labels, byte[] onnx) throws Json.Malformed {
        this.name = Json.string(model, "name");
        this.version = Json.string(model, "version");
        this.labels = Collections.unmodifiableList(labels);
        this.onnx = onnx;
        Map<String, Object> in = Json.object(model, "input");
        this.input = Json.string(in, "name");
        this.output = Json.string(Json.object(model, "output"), "name");
        float[] mean = floats(in, "mean");
        if (Json.whole(in, "channels") != mean.length
                || !Json.string(in, "layout").equals("NCHW")) {
            throw new Json.Malformed("Input is not NCHW with one mean per channel: " + Json.write(in));
        }
        this.preprocessor = new Preprocessor(side(in, "width"), side(in, "height"), mean, floats(in, "sd"));
        this.postprocessor = new Postprocessor(
                labels, Json.number(model, "temperature"), Json.number(model, "abstainThreshold"), TOP);
    }

    /**
     * Reads a bundle.
     *
     * @throws IOException if it is not one, contradicts itself or is beyond the limits (64 MiB of model, 1 MiB of text)
     */
    public static ModelBundle open(File file) throws IOException {
        ZipFile zip = new ZipFile(file);
        try {
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

    /** Name of the ONNX input, shape (n, channels, height, width). */
    public String input() {
        return input;
    }

    /** Name of the ONNX output, shape (n, labels): logits. */
    public String output() {
        return output;
    }

    /** From pixels to the input. */
    public Preprocessor preprocessor() {
        return preprocessor;
    }

    /** From the output to a result. */
    public Postprocessor postprocessor() {
        return postprocessor;
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
            return Server.readAll(in, most);
        } finally {
            in.close();
        }
    }
}
