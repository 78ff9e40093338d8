package io.plumbline.retrain.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.kernel.Sha256;
import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.GateVerdict.Outcome;
import io.plumbline.retrain.gate.GateConfig.Goal;
import io.plumbline.retrain.gate.GateLimits.Budget;
import io.plumbline.retrain.gate.GateLimits.Judged;
import io.plumbline.retrain.gate.GateLimits.Margins;
import io.plumbline.retrain.gate.JudgedPicture.Answer;
import io.plumbline.retrain.gate.JudgedPicture.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A challenger that is clearly better as a whole, and what is asked about single segments. */
class SegmentQuestionsTest {
    private static final Judged USUAL = new Judged(100, 0.05);
    private static final Judged EVERY = new Judged(1, 0);

    @Test
    void a_segment_that_is_a_little_worse_is_not_passed_over_and_is_named_with_the_labels_that_would_decide() {
        // Given: a hundred labels, of which nine tell the two apart
        List<JudgedPicture> pictures = better(200);
        pictures.addAll(pictures("Old", 100, 3, 6));
        // When
        GateVerdict verdict = judge(pictures, USUAL);
        // Then
        Finding old = finding(verdict, "Old");
        assertThat(Evidence.findings(verdict).get(0).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(old.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(old.needed()).isBetween(200L, 5_000L);
        assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(verdict.summary())
                .contains("Not decided for device Old: of its 100 labels a loss of")
                .contains("allowed are 5.0")
                .contains(String.format(Locale.ROOT, "about %,d would decide", old.needed()));
    }

    @Test
    void as_many_labels_as_were_asked_for_decide() {
        // Given
        List<JudgedPicture> few = better(200);
        few.addAll(pictures("Old", 100, 4, 5));
        int needed = (int) finding(judge(few, USUAL), "Old").needed();
        // When
        List<JudgedPicture> enough = better(2 * needed);
        enough.addAll(pictures("Old", needed, 4 * needed / 100, 5 * needed / 100));
        GateVerdict verdict = judge(enough, USUAL);
        // Then
        assertThat(finding(verdict, "Old").outcome()).as(verdict.summary()).isEqualTo(Outcome.PASSED);
        assertThat(verdict.outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void a_segment_that_is_clearly_worse_is_refused_by_its_name() {
        List<JudgedPicture> pictures = better(200);
        pictures.addAll(pictures("Old", 100, 0, 15));
        // When
        GateVerdict verdict = judge(pictures, USUAL);
        // Then
        assertThat(verdict.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(verdict.summary()).contains("Proven worse for device Old.");
    }

    @Test
    void a_segment_of_few_labels_is_listed_as_not_judged_unless_every_segment_is_to_be() {
        // Given
        List<JudgedPicture> pictures = better(200);
        pictures.addAll(pictures("Old", 20, 0, 0));
        // When
        GateVerdict usual = judge(pictures, USUAL);
        GateVerdict every = judge(pictures, EVERY);
        // Then
        assertThat(usual.outcome()).as(usual.summary()).isEqualTo(Outcome.PASSED);
        assertThat(usual.summary()).contains("Not judged, with fewer than 100 labels: device Old.");
        assertThat(finding(usual, "Old").needed()).isEqualTo(100);
        assertThat(every.outcome()).as(every.summary()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(every.summary()).contains("Not decided for device Old");
    }

    @Test
    void few_labels_that_prove_a_loss_are_enough_to_refuse() {
        List<JudgedPicture> pictures = better(200);
        pictures.addAll(pictures("Old", 40, 0, 20));
        assertThat(judge(pictures, USUAL).summary()).contains("Proven worse for device Old");
        assertThat(judge(pictures, USUAL).outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void many_small_segments_are_judged_together() {
        // Given: thirty kinds of phones with forty labels each, all a little worse
        List<JudgedPicture> pictures = better(2_000);
        for (int i = 0; i < 30; i++) {
            pictures.addAll(pictures("Kind " + i, 40, 0, 4));
        }
        // When
        GateVerdict verdict = judge(pictures, USUAL);
        // Then
        assertThat(verdict.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(verdict.summary()).contains("other values of device");
        assertThat(finding(verdict, "Kind 7").outcome()).isEqualTo(Outcome.NOT_RUN);
    }

    @Test
    void limits_out_of_their_range_are_named() {
        assertThatThrownBy(() -> new Judged(0, 0)).hasMessageContaining("plumbline.gates.segment-labels is 0");
        assertThatThrownBy(() -> new Judged(1, 1)).hasMessageContaining("plumbline.gates.segment-share is 1.0");
    }

    private static List<JudgedPicture> better(int n) {
        return new ArrayList<>(pictures("New", n, n / 5, n / 50));
    }

    /** Of a device each; some that only the challenger has right, some that only the champion has. */
    private static List<JudgedPicture> pictures(String device, int n, int gained, int lost) {
        List<JudgedPicture> pictures = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            boolean before = i >= gained;
            boolean after = i < gained || i >= gained + lost;
            pictures.add(new JudgedPicture(
                    Sha256.of(new byte[] {(byte) i}),
                    "coat",
                    device + i,
                    Origin.FIELD,
                    1,
                    Map.of("device", device),
                    Answer.ofClass(before ? "coat" : "boot", 0.7, "coat"),
                    Answer.ofClass(after ? "coat" : "bag", 0.7, "coat")));
        }
        return pictures;
    }

    private static GateVerdict judge(List<JudgedPicture> pictures, Judged judged) {
        GateLimits limits = new GateLimits(
                0.05,
                Goal.SUPERIORITY,
                new Margins(0.01, 0.02, 0.05, 0.05, 0.02),
                judged,
                new Budget(1, 1, 1, Optional.empty(), OptionalLong.empty()));
        return new QualityGate(limits).judge(new Judging("garments", "1", List.of("device"), pictures, 1));
    }

    private static Finding finding(GateVerdict verdict, String device) {
        return Evidence.findings(verdict).stream()
                .filter(f -> f.value().equals(device))
                .findFirst()
                .orElseThrow();
    }
}
