package io.plumbline.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import io.plumbline.picture.Consent;
import io.plumbline.picture.NewPicture;
import io.plumbline.picture.Photographs;
import io.plumbline.picture.Pictures;
import io.plumbline.picture.Removal;
import io.plumbline.registry.Models;
import io.plumbline.registry.NewModel;
import io.plumbline.snapshot.SnapshotExport.Format;
import io.plumbline.snapshot.SnapshotImport.Taking;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.testing.Zips;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What comes back to a snapshot that pictures went from, and what does not. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class ForgottenPicturesTest {
    private static final String MODEL = "forgetful";

    @Inject
    SnapshotImport imports;

    @Inject
    SnapshotExport exports;

    @Inject
    Snapshots snapshots;

    @Inject
    Pictures pictures;

    @Inject
    Removal removal;

    @Inject
    Models models;

    private String phone = "";
    private long seed;

    @BeforeEach
    void aPhone() {
        models.register(new NewModel(MODEL, "Forgetful", "classification", List.of()), "test");
        phone = "/devices/" + UUID.randomUUID();
        seed = UUID.randomUUID().getMostSignificantBits();
    }

    @ParameterizedTest
    @EnumSource(
            value = Format.class,
            names = {"FOLDERS", "COCO"})
    void anExportDoesNotBringBackWhatADeviceWantedForgotten(Format format) throws IOException {
        // Given
        Snapshot whole = imported(zip(phone));
        byte[] exported = exported(whole, format);
        removal.forget(phone, "test");
        // When
        assertThatThrownBy(() -> imported(exported)).isInstanceOfSatisfying(Rejection.class, e -> {
            assertThat(e.code()).isEqualTo("picture-forgotten");
            assertThat(e.kind()).isEqualTo(Rejection.Kind.CONFLICT);
            assertThat(e.detail()).contains("let it be a reference picture");
        });
        // Then
        assertThat(snapshots.entries(whole.id())).hasSize(3);
        assertThat(snapshots.require(whole.id()).gone()).isEqualTo(2);
        // When they are brought as nobody's
        Snapshot other = imported(zip("reference"));
        // Then
        assertThat(other.id()).isNotEqualTo(whole.id());
        assertThat(snapshots.entries(other.id()))
                .hasSize(5)
                .extracting(Entry::source)
                .containsOnly("reference");
        assertThat(snapshots.entries(whole.id())).hasSize(3);
        assertThatThrownBy(() -> imported(exported)).hasMessageContaining("of a device went from a snapshot");
    }

    @Test
    void whatWasTakenBackAndIsBroughtAgainIsInTheSnapshotAgain() throws IOException {
        // Given
        Snapshot whole = imported(zip("reference"));
        byte[] exported = exported(whole, Format.FOLDERS);
        pictures.put(new NewPicture(Photographs.png(seed), Consent.NONE, ""));
        assertThat(snapshots.entries(whole.id())).hasSize(4);
        // When
        Snapshot again = imported(exported);
        // Then
        assertThat(again.id()).isEqualTo(whole.id());
        assertThat(again.reproducible()).isTrue();
        assertThat(Sha256.of(exported(again, Format.CSV))).isEqualTo(whole.id());
    }

    @Test
    void aPhoneThatSendsItsPicturesAgainHasThemInTheSnapshotAgain() throws IOException {
        // Given
        Snapshot whole = imported(zip(phone));
        byte[] exported = exported(whole, Format.FOLDERS);
        removal.forget(phone, "test");
        // When
        for (int i = 0; i < 2; i++) {
            pictures.put(new NewPicture(Photographs.png(seed + i), Consent.TRAINING, phone));
        }
        Snapshot again = imported(exported);
        // Then
        assertThat(again.id()).isEqualTo(whole.id());
        assertThat(again.gone()).isZero();
        assertThat(snapshots.entries(whole.id())).extracting(Entry::source).contains(phone);
    }

    /** Five pictures, the first two of some source. */
    private byte[] zip(String source) throws IOException {
        Map<String, byte[]> zip = new LinkedHashMap<>();
        StringBuilder manifest = new StringBuilder("image,label,split,origin,source\n");
        for (int i = 0; i < 5; i++) {
            byte[] picture = Photographs.png(seed + i);
            zip.put("any/" + Sha256.of(picture) + ".png", picture);
            String whose = i < 2 && !source.equals("reference") ? "audit," + source : "reference,reference";
            manifest.append(Sha256.of(picture))
                    .append(",bag,train,")
                    .append(whose)
                    .append('\n');
        }
        zip.put("manifest.csv", manifest.toString().getBytes(StandardCharsets.UTF_8));
        return Zips.of(zip);
    }

    private Snapshot imported(byte[] zip) throws IOException {
        DrawingRule rule = new DrawingRule(7, 0.3, 0.2, 1, OptionalInt.empty(), Balance.NONE, Optional.empty());
        return imports.zip(MODEL, new ByteArrayInputStream(zip), rule, new Taking(false, Optional.empty()), "test")
                .snapshot();
    }

    private byte[] exported(Snapshot snapshot, Format format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        exports.write(snapshot, format, out);
        return out.toByteArray();
    }
}
