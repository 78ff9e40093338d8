package io.plumbline.retrain.djl;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.Bundles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** What the repository holds for the demo. */
public final class DemoData {
    private DemoData() {}

    public static Bundle garments() {
        return Bundles.read(bytes("garments-1.zip"));
    }

    public static IdxPictures fleet() {
        return pictures("t10k");
    }

    public static IdxPictures reference() {
        return pictures("reference");
    }

    public static byte[] bytes(String name) {
        try (InputStream in = open(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static IdxPictures pictures(String name) {
        try (InputStream images = open(name + "-images-idx3-ubyte.gz");
                InputStream labels = open(name + "-labels-idx1-ubyte.gz")) {
            return IdxPictures.read(images, labels);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) {
        return Objects.requireNonNull(DemoData.class.getResourceAsStream("/demo/" + name), name);
    }
}
