package io.plumbline.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Bundles whose ONNX file holds noise and no nodes: good enough for everything but running it. */
public final class TestBundles {
    public static final String MODEL = """
        {"name":"garments","version":"%s","task":"classification","labels":["boot","bag","shirt"],
         "input":{"name":"image","width":2,"height":2,"channels":1,"layout":"NCHW","mean":[0.5],"sd":[0.25]},
         "output":{"name":"logits"},"temperature":1.0,"abstainThreshold":0.4,"validation":{"n":1}}
        """;

    private TestBundles() {}

    public static byte[] version(String version) {
        return zip(MODEL.formatted(version), "boot\nbag\nshirt\n", 200_000);
    }

    public static byte[] zip(String model, String synset, int onnxBytes) {
        byte[] noise = new byte[onnxBytes];
        new Random(model.hashCode()).nextBytes(noise);
        return zip(model, synset, onnx(noise, "image", "logits"));
    }

    /** A graph of one tensor; numbers of the fields as in onnx.proto. */
    public static byte[] onnx(byte[] tensor, String input, String output) {
        byte[] graph = concat(
                field(5, field(9, tensor)),
                field(11, field(1, input.getBytes(StandardCharsets.UTF_8))),
                field(12, field(1, output.getBytes(StandardCharsets.UTF_8))));
        return field(7, graph);
    }

    public static byte[] field(int number, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        varint(out, (number << 3) | 2);
        varint(out, content.length);
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int rest = value;
        while (rest > 127) {
            out.write((rest & 127) | 128);
            rest >>= 7;
        }
        out.write(rest);
    }

    public static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    public static byte[] zip(String model, String synset, byte[] onnx) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            put(zip, "model.json", model.getBytes(StandardCharsets.UTF_8));
            put(zip, "synset.txt", synset.getBytes(StandardCharsets.UTF_8));
            put(zip, "model.onnx", onnx);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }
}
