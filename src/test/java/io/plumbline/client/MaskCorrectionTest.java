package io.plumbline.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.plumbline.client.model.Mask;
import io.plumbline.client.model.ModelBundle;
import io.plumbline.client.model.Segmentation;
import io.plumbline.event.EventParser;
import io.plumbline.event.EventRejection;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person says about a mask, on its way from the app to the events of the server. */
class MaskCorrectionTest {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0};
    private static final int WIDTH = 8;
    private static final int HEIGHT = 2;

    @TempDir
    Path folder;

    private LoopbackPlumbline server;

    @BeforeEach
    void open() throws IOException {
        server = new LoopbackPlumbline();
        String model = TestBundles.MODEL
                .formatted("1")
                .replace("classification", "segmentation")
                .replace("[\"boot\",\"bag\",\"shirt\"]", "[\"person\"]")
                .replace("\"temperature\"", "\"mask\":{\"threshold\":0.5,\"feather\":1},\"temperature\"");
        server.candidate("1", TestBundles.zip(model, "person\n", 10));
        server.promote("1");
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void anAuditedMaskIsCorrectedByHowFarItAgreesAndByTheRightMask() throws Exception {
        try (Plumbline plumbline = plumbline(1)) {
            // Given the left half is masked, and the left three quarters are right
            Prediction prediction = predict(plumbline);
            Mask right = left(6);
            // When
            Correction correction = plumbline.corrected(prediction, right);
            plumbline.flush();
            // Then the server reads it as a correction of a segmenter
            io.plumbline.event.Correction read = read(plumbline, correction);
            assertThat(read.iou()).hasValue(4.0 / 6);
            assertThat(read.corrected()).isEmpty();
            assertThat(read.prediction().id()).isEqualTo(prediction.id());
            assertThat(read.propensity()).hasValue(1);
            // And has the mask, as a picture
            byte[] sent = server.images().get(read.mask().orElseThrow().hex());
            assertThat(sent).isEqualTo(right.png());
            assertThat(ImageIO.read(new ByteArrayInputStream(sent)).getRaster().getSample(5, 1, 0))
                    .isEqualTo(255);
        }
    }

    @Test
    void theModelsOwnMaskIsAConfirmation() throws Exception {
        try (Plumbline plumbline = plumbline(1)) {
            Prediction prediction = predict(plumbline);
            Mask own = ((Segmentation) prediction.result()).mask();
            Correction correction = plumbline.corrected(prediction, own);
            plumbline.flush();
            assertThat(read(plumbline, correction).iou()).hasValue(1);
        }
    }

    @Test
    void aMaskWhosePictureStaysOnTheDeviceStaysThereToo() throws Exception {
        try (Plumbline plumbline = plumbline(0)) {
            Correction correction = plumbline.corrected(predict(plumbline), left(2));
            plumbline.flush();
            assertThat(read(plumbline, correction).iou()).hasValue(0.5);
            assertThat(read(plumbline, correction).mask()).isEmpty();
            assertThat(server.images()).isEmpty();
        }
    }

    @Test
    void aMaskOfAnotherSizeIsRefusedAndNothingIsNoted() throws Exception {
        try (Plumbline plumbline = plumbline(1)) {
            Prediction prediction = predict(plumbline);
            plumbline.flush();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> plumbline.corrected(prediction, Mask.of(new boolean[16], 4)))
                    .withMessageContaining("8 x 2")
                    .withMessageContaining("4 x 4");
            plumbline.flush();
            assertThat(server.events()).hasSize(1);
            assertThat(server.images()).hasSize(1);
        }
    }

    private Plumbline plumbline(double audit) throws IOException {
        Plumbline plumbline = Plumbline.at(server.url(), "plb_token", folder.toFile())
                .audit(audit)
                .open();
        plumbline.update("garments");
        return plumbline;
    }

    private static Prediction predict(Plumbline plumbline) throws IOException {
        ModelBundle model = plumbline.model("garments");
        Segmentation result = model.masker().segment(new float[] {9, -9, 9, -9}, WIDTH, HEIGHT);
        return plumbline.predicted(model, result, ImageStats.of(new int[] {0, 255, 0, 255}, 2), 41, PNG);
    }

    /** Some columns from the left. */
    private static Mask left(int columns) {
        boolean[] meant = new boolean[WIDTH * HEIGHT];
        for (int i = 0; i < meant.length; i++) {
            meant[i] = i % WIDTH < columns;
        }
        return Mask.of(meant, WIDTH);
    }

    private io.plumbline.event.Correction read(Plumbline plumbline, Correction correction) throws EventRejection {
        String json = server.events().get("/devices/" + plumbline.installationId() + " " + correction.id());
        return (io.plumbline.event.Correction) EventParser.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
