package io.plumbline.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Bundles whose ONNX file is noise: good enough for everything but running it. */
final class TestBundles {
    static final String MODEL = """
            {"name":"garments","version":"%s","task":"classification","labels":["boot","bag","shirt"],
             "input":{"name":"image","width":2,"height":2,"channels":1,"layout":"NCHW","mean":[0.5],"sd":[0.25]},
             "output":{"name":"logits"},"temperature":1.0,"abstainThreshold":0.4,"validation":{"n":1}}
            """;

    private TestBundles() {}

    static byte[] version(String version) {
        return zip(MODEL.formatted(version), "boot\nbag\nshirt\n", 200_000);
    }

    static byte[] zip(String model, String synset, int onnxBytes) {
        byte[] onnx = new byte[onnxBytes];
        new Random(model.hashCode()).nextBytes(onnx);
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
