package io.plumbline.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import io.plumbline.picture.Consent;
import io.plumbline.picture.NewPicture;
import io.plumbline.picture.Photographs;
import io.plumbline.picture.Pictures;
import io.plumbline.registry.Models;
import io.plumbline.registry.NewModel;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.testing.Zips;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No device is in two splits of an imported snapshot, whatever format told them, and no picture is. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class ImportedSplitsTest {
    private static final String MODEL = "imported";
    private static final String TWO_SPLITS = "device-in-two-splits";
    private static final String REMEDY = "Move all pictures of the device into one split";

    @Inject
    SnapshotImport imports;

    @Inject
    Pictures pictures;

    @Inject
    Models models;

    private String phone = "";
    private byte[] one = new byte[0];
    private byte[] other = new byte[0];

    @BeforeEach
    void twoPicturesOfAPhone() {
        models.register(new NewModel(MODEL, "Imported", "classification", List.of()), "test");
        long seed = UUID.randomUUID().getMostSignificantBits();
        phone = "/devices/" + UUID.randomUUID();
        one = Photographs.png(seed);
        other = Photographs.png(seed + 1);
    }

    @Test
    void folders_that_part_the_pictures_of_a_phone_are_refused() {
        sent();
        refused(TWO_SPLITS, Map.of("train/bag/a.png", one, "test/bag/b.png", other), phone, "'train/bag/a.png'");
        refused(TWO_SPLITS, Map.of("train/bag/a.png", one, "val/bag/b.png", other), "'val/bag/b.png'", REMEDY);
    }

    @Test
    void annotations_that_part_the_pictures_of_a_phone_are_refused() {
        sent();
        refused(TWO_SPLITS, annotated(""), phone, "'images/a.png'", REMEDY);
    }

    @Test
    void annotations_that_name_a_phone_in_two_splits_are_refused() {
        String facts = ",\"origin\":\"reference\",\"source\":\"" + phone + "\"";
        refused(TWO_SPLITS, annotated(facts), phone, "'images/a.png'", REMEDY);
    }

    @Test
    void a_manifest_that_parts_the_pictures_of_a_phone_is_refused_whether_it_names_the_phone_or_not() {
        // Given
        String named = "image,label,split,source\n" + Sha256.of(one) + ",bag,train," + phone + "\n" + Sha256.of(other)
                + ",bag,test," + phone + "\n";
        String silent = "image,label,split\n" + Sha256.of(one) + ",bag,train\n" + Sha256.of(other) + ",bag,test\n";
        // Then
        manifestRefused(named);
        refused(TWO_SPLITS, files(named), phone, Sha256.of(other).hex(), REMEDY);
        // When
        sent();
        // Then
        manifestRefused(silent);
        refused(TWO_SPLITS, files(silent), phone, Sha256.of(other).hex(), REMEDY);
    }

    @Test
    void a_picture_that_is_in_two_splits_is_refused() {
        String code = "picture-in-two-splits";
        refused(code, Map.of("train/bag/a.png", one, "test/bag/b.png", one), "'train/bag/a.png'", "'test/bag/b.png'");
        refused(
                code,
                Map.of(
                        "annotations/train.json",
                        coco("a.png", ""),
                        "annotations/val.json",
                        coco("a.png", ""),
                        "a.png",
                        one),
                "'a.png'",
                "Remove one of them");
        manifestRefused(
                "manifest-invalid",
                "image,label,split\n" + Sha256.of(one) + ",bag,train\n" + Sha256.of(one) + ",bag,test\n",
                Sha256.of(one).hex());
    }

    @Test
    void pictures_of_a_phone_in_one_split_are_taken() throws IOException {
        // Given
        sent();
        byte[] zip = Zips.of(Map.of("test/bag/a.png", one, "test/bag/b.png", other));
        // When
        Snapshot snapshot = imports.zip(
                        MODEL,
                        new ByteArrayInputStream(zip),
                        rule(),
                        new SnapshotImport.Taking(false, Optional.empty()),
                        "test")
                .snapshot();
        // Then
        assertThat(snapshot.pictures()).isEqualTo(2);
    }

    private void sent() {
        for (byte[] picture : List.of(one, other)) {
            pictures.putAll(List.of(new NewPicture(picture, Consent.TRAINING, phone)));
        }
    }

    private Map<String, byte[]> files(String manifest) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("manifest.csv", bytes(manifest));
        files.put(Sha256.of(one) + ".png", one);
        files.put(Sha256.of(other) + ".png", other);
        return files;
    }

    /** One picture to learn from and one to judge by, with such facts about both. */
    private Map<String, byte[]> annotated(String facts) {
        return Map.of(
                "annotations/train.json",
                coco("a.png", facts),
                "annotations/test.json",
                coco("b.png", facts),
                "images/a.png",
                one,
                "images/b.png",
                other);
    }

    private static byte[] coco(String file, String facts) {
        return bytes("{\"categories\":[{\"id\":7,\"name\":\"person\"}],\"images\":[{\"id\":1,\"file_name\":\"" + file
                + "\",\"width\":20,\"height\":12" + facts + "}],\"annotations\":[{\"id\":1,\"image_id\":1,"
                + "\"category_id\":7,\"segmentation\":[[2,1,6,1,6,4,2,4]]}]}");
    }

    private void manifestRefused(String manifest) {
        manifestRefused(TWO_SPLITS, manifest, phone, Sha256.of(one).hex(), REMEDY);
    }

    private void manifestRefused(String code, String manifest, String... words) {
        assertThatThrownBy(() -> imports.manifest(MODEL, new ByteArrayInputStream(bytes(manifest)), rule(), "test"))
                .isInstanceOfSatisfying(Rejection.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e.detail()).contains(words);
                });
    }

    private void refused(String code, Map<String, byte[]> files, String... words) {
        assertThatThrownBy(() -> imports.zip(
                        MODEL,
                        new ByteArrayInputStream(Zips.of(files)),
                        rule(),
                        new SnapshotImport.Taking(false, Optional.empty()),
                        "test"))
                .isInstanceOfSatisfying(Rejection.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e.detail()).contains(words);
                });
    }

    private static DrawingRule rule() {
        return new DrawingRule(7, 0.3, 0.2, 1, OptionalInt.empty(), Balance.NONE, Optional.empty());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
