package io.plumbline.retrain;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.ModelCard;
import io.plumbline.feedback.LabelledPictures.Origin;
import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.Snapshots.Frozen;
import io.plumbline.retrain.TrainingPicture.Split;
import io.plumbline.retrain.djl.BadCamera;
import io.plumbline.retrain.djl.DemoData;
import io.plumbline.retrain.djl.IdxPictures;
import io.plumbline.retrain.djl.LastLayerRetraining;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/** Phones of which some have a bad camera, and last layers retrained for them. */
public final class BadCameraFleet {
    public static final String BAD = "Tecno KC9";
    public static final String GOOD = "Samsung A14";
    public static final Bundle CHAMPION = DemoData.garments();

    static final ModelCard CARD = new ModelCard("A challenger.", "Pictures.", "By temperature.", List.of());
    static final float[][] GOOD_PICTURES = DemoData.fleet().inputs();

    static final int SIDE = 28;
    private static final List<String> LABELS = CHAMPION.definition().labels();
    private static final int[] CLASSES = DemoData.fleet().labels();

    private BadCameraFleet() {}

    /** A labelled picture, as a file. */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: never compared.
    public record Shot(String label, String source, String origin, String device, byte[] png) {}

    /** Audited pictures, each of a phone of its own, and reference ones. */
    public static List<Shot> shots(int field, double bad, int reference) {
        return pictures(field, bad, reference).stream()
                .map(p -> new Shot(
                        p.label(),
                        p.source(),
                        p.origin().name().toLowerCase(java.util.Locale.ROOT),
                        p.segment().getOrDefault("device", ""),
                        p.bytes()))
                .toList();
    }

    /** From pictures 4,000 to 6,000 of the fleet, of which some share was taken with the bad camera. */
    public static Bundle retrained(String version, double bad, boolean replay) {
        List<TrainingPicture> pictures = new ArrayList<>();
        for (int i = 4_000; i < 6_000; i++) {
            float[] picture = i % 100 < 100 * bad ? BadCamera.shoot(GOOD_PICTURES[i], SIDE) : GOOD_PICTURES[i];
            pictures.add(new TrainingPicture(picture, CLASSES[i], 1, Split.TRAIN));
        }
        if (replay) {
            IdxPictures old = DemoData.reference();
            float[][] inputs = old.inputs();
            for (int i = 0; i < 1_000; i++) {
                pictures.add(new TrainingPicture(inputs[i], old.labels()[i], 1, Split.TRAIN));
            }
        }
        pictures.add(new TrainingPicture(GOOD_PICTURES[0], CLASSES[0], 1, Split.TEST));
        Challenger made = new LastLayerRetraining().retrain(CHAMPION, pictures, 1, ProgressListener.NONE);
        return made.bundle(version, CHAMPION.definition().validation(), CARD);
    }

    /** Audited pictures, each of a phone of its own, and reference ones; as files, which the gates' own path decodes. */
    static List<Frozen> pictures(int field, double bad, int reference) {
        List<Frozen> all = new ArrayList<>();
        for (int i = 0; i < field; i++) {
            boolean broken = i * 37 % 100 < 100 * bad;
            float[] picture = broken ? BadCamera.shoot(GOOD_PICTURES[i], SIDE) : GOOD_PICTURES[i];
            all.add(frozen(picture, CLASSES[i], "/devices/" + i, Origin.AUDIT, broken ? BAD : GOOD));
        }
        IdxPictures old = DemoData.reference();
        float[][] inputs = old.inputs();
        for (int i = 0; i < reference; i++) {
            all.add(frozen(inputs[2_000 + i], old.labels()[2_000 + i], "reference", Origin.REFERENCE, ""));
        }
        return all;
    }

    private static Frozen frozen(float[] picture, int label, String source, Origin origin, String device) {
        byte[] png = png(picture);
        Map<String, String> segment = device.isEmpty() ? Map.of() : Map.of("device", device);
        return new Frozen(Sha256.of(png), LABELS.get(label), source, origin, Split.TEST, 1, segment, png);
    }

    private static byte[] png(float[] picture) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < picture.length; i++) {
            int v = Math.max(0, Math.min(255, Math.round(picture[i] * 255)));
            image.getRaster().setSample(i % SIDE, i / SIDE, 0, v);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
