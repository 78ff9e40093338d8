package io.plumbline.retrain.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.bundle.GoldenChild;
import io.plumbline.kernel.Sha256;
import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.GateVerdict.Outcome;
import io.plumbline.retrain.gate.JudgedPicture.Answer;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the gates say of masks, whose scores are intersections over union. */
class MaskGatesTest {
    @Test
    void a_segmenter_whose_masks_agree_more_passes_by_the_means_of_the_intersections_over_union() {
        // Given 200 reference masks, all of them more than half right with either
        List<JudgedPicture> pictures = pictures(200, 0.70, 0.78);
        // When
        List<GateVerdict> verdicts = gates().compare(judging("1", pictures));
        // Then
        GateVerdict quality = verdicts.get(0);
        assertThat(quality.outcome()).as(quality.summary()).isEqualTo(Outcome.PASSED);
        assertThat(quality.summary())
                .startsWith("On 200 reference masks: better than the champion (mean IoU 7")
                .contains("; 90 % interval +");
        assertThat(Evidence.findings(quality)).singleElement().satisfies(f -> {
            assertThat(f.about()).isEqualTo(Finding.REFERENCE);
            assertThat(f.difference()).isBetween(0.06, 0.10);
        });
        assertThat(verdicts.get(1).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void one_whose_masks_agree_less_fails_though_each_is_more_than_half_right() {
        GateVerdict quality =
                gates().compare(judging("1", pictures(60, 0.78, 0.70))).get(0);
        assertThat(quality.outcome()).as(quality.summary()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void masks_of_the_field_are_asked_first_and_reference_ones_besides() {
        // Given
        List<JudgedPicture> pictures = new ArrayList<>(pictures(60, 0.70, 0.78));
        for (JudgedPicture each : pictures(80, 0.70, 0.80)) {
            pictures.add(each.from("/devices/" + each.image(), 1, Map.of()));
        }
        // When
        GateVerdict quality = gates().compare(judging("1", pictures)).get(0);
        // Then
        assertThat(Evidence.findings(quality))
                .extracting(Finding::about)
                .containsExactly(Finding.FIELD, Finding.REFERENCE);
        assertThat(quality.summary()).startsWith("On 80 audited masks of 80 devices: ");
    }

    @Test
    void without_a_champion_the_mean_is_measured_by_a_fixed_one() {
        GateVerdict good = first(40, 0.7);
        assertThat(good.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(good.summary())
                .contains("On 40 masks that people made: better than an IoU of 0.50 (mean IoU 0.")
                .contains(", 90 % interval 0.");
        assertThat(first(40, 0.4).outcome()).isEqualTo(Outcome.FAILED);
        GateVerdict few = first(4, 0.53);
        assertThat(few.outcome()).as(few.summary()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(few.summary()).contains("masks would decide");
        assertThat(few.evidence()).doesNotContainKey("champion").containsEntry("floor", 0.5);
        assertThat(gates().compare(judging("", List.of())))
                .allSatisfy(v -> assertThat(v.outcome()).isEqualTo(Outcome.NOT_RUN));
    }

    private static GateVerdict first(int n, double iou) {
        return gates().compare(judging("", pictures(n, 0, iou))).get(0);
    }

    /** Reference pictures on which either model has about such an intersection over union. */
    private static List<JudgedPicture> pictures(int n, double champion, double challenger) {
        SplittableRandom random = new SplittableRandom(n);
        List<JudgedPicture> pictures = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double hard = random.nextDouble(-0.12, 0.12);
            pictures.add(JudgedPicture.of(
                    Sha256.of((n + " " + i).getBytes(StandardCharsets.UTF_8)),
                    JudgedPicture.MASK + "0",
                    answer(champion + hard),
                    answer(challenger + hard + random.nextDouble(-0.05, 0.05))));
        }
        return pictures;
    }

    private static Answer answer(double iou) {
        return new Answer("30.0 % of the picture", 0.95, Math.min(1, Math.max(0, iou)));
    }

    private static Judging judging(String champion, List<JudgedPicture> pictures) {
        return new Judging("people", champion, List.of(), pictures, 1, true);
    }

    private static Gates gates() {
        return new Gates(
                new SmallRyeConfigBuilder()
                        .withMapping(GateConfig.class)
                        .build()
                        .getConfigMapping(GateConfig.class),
                new GoldenChild(1L << 30, Duration.ofMinutes(1)));
    }
}
