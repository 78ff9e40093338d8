package io.plumbline.retrain;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.ModelCard;
import io.plumbline.bundle.onnx.Weights;
import io.plumbline.feedback.LabelledPictures.Origin;
import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.TrainingPicture.Split;
import io.plumbline.retrain.ask.ClassAnswers;
import io.plumbline.retrain.djl.BadCamera;
import io.plumbline.retrain.djl.DemoData;
import io.plumbline.retrain.djl.IdxPictures;
import io.plumbline.retrain.djl.LastLayerRetraining;
import io.plumbline.retrain.gate.JudgedPicture;
import io.plumbline.retrain.work.WorkFolder.Listed;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

    /** What a challenger and the champion say about some shots, as the gates are told. */
    static List<JudgedPicture> judged(Bundle challenger, List<Shot> shots) {
        List<Listed> listed = shots.stream()
                .map(s -> new Listed(Sha256.of(s.png()), Split.TEST.name(), 1, "", s.label()))
                .toList();
        Map<Sha256, Shot> by = new HashMap<>();
        shots.forEach(s -> by.put(Sha256.of(s.png()), s));
        return ClassAnswers.of(
                        CHAMPION.network(),
                        challenger.network(),
                        listed,
                        image -> Optional.of(by.get(image).png()),
                        done -> {})
                .stream()
                .map(p -> {
                    Shot shot = by.get(p.image());
                    return shot == null || shot.device().isEmpty()
                            ? p
                            : p.from(shot.source(), 1, Map.of("device", shot.device()));
                })
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
        Challenger made = LastLayerRetraining.retrain(CHAMPION, pictures, Weights.FP32, 1, ProgressListener.NONE);
        return made.bundle(version, CHAMPION.definition().validation(), CARD);
    }

    /** Audited pictures, each of a phone of its own, and reference ones; as files, which the gates' own path decodes. */
    public static List<Shot> shots(int field, double bad, int reference) {
        List<Shot> all = new ArrayList<>();
        for (int i = 0; i < field; i++) {
            boolean broken = i * 37 % 100 < 100 * bad;
            float[] picture = broken ? BadCamera.shoot(GOOD_PICTURES[i], SIDE) : GOOD_PICTURES[i];
            all.add(shot(picture, CLASSES[i], "/devices/" + i, Origin.AUDIT, broken ? BAD : GOOD));
        }
        IdxPictures old = DemoData.reference();
        float[][] inputs = old.inputs();
        for (int i = 0; i < reference; i++) {
            all.add(shot(inputs[2_000 + i], old.labels()[2_000 + i], "reference", Origin.REFERENCE, ""));
        }
        return all;
    }

    private static Shot shot(float[] picture, int label, String source, Origin origin, String device) {
        return new Shot(LABELS.get(label), source, origin.name().toLowerCase(Locale.ROOT), device, png(picture));
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
