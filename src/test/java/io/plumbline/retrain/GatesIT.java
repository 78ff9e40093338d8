package io.plumbline.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.BundleBuilder;
import io.plumbline.bundle.Bundles;
import io.plumbline.bundle.Golden;
import io.plumbline.bundle.GoldenChild;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.onnx.CompactNetwork;
import io.plumbline.bundle.onnx.CompactNetwork.Convolution;
import io.plumbline.bundle.onnx.Head;
import io.plumbline.bundle.onnx.OnnxGraphs;
import io.plumbline.bundle.onnx.OnnxWriter;
import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.GateVerdict.Gate;
import io.plumbline.registry.GateVerdict.Outcome;
import io.plumbline.retrain.BadCameraFleet.Shot;
import io.plumbline.retrain.gate.Evidence;
import io.plumbline.retrain.gate.Finding;
import io.plumbline.retrain.gate.GateConfig;
import io.plumbline.retrain.gate.Gates;
import io.plumbline.retrain.gate.JudgedPicture;
import io.plumbline.retrain.gate.Judging;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The gates on real bundles and pictures: phones with a bad camera, and last layers retrained for them. */
class GatesIT {
    private static final String GOOD = BadCameraFleet.GOOD;
    private static final Bundle CHAMPION = BadCameraFleet.CHAMPION;
    private static final List<String> LABELS = CHAMPION.definition().labels();
    private static final int SIDE = BadCameraFleet.SIDE;

    /** Learned from pictures of both cameras and from old ones. */
    private static Bundle balanced = CHAMPION;

    /** Learned from pictures of the bad camera alone. */
    private static Bundle oneSided = CHAMPION;

    @BeforeAll
    static void retrain() {
        balanced = BadCameraFleet.retrained("2", 0.6, true);
        oneSided = BadCameraFleet.retrained("2", 1, false);
    }

    @Test
    void a_challenger_that_is_better_and_worse_nowhere_passes_every_gate() {
        // Given
        List<Shot> pictures = BadCameraFleet.shots(600, 0.5, 300);
        // When
        List<GateVerdict> verdicts = verdicts(balanced, pictures, Map.of());
        // Then
        assertThat(verdicts)
                .hasSize(5)
                .allSatisfy(v -> assertThat(v.outcome()).as(v.summary()).isEqualTo(Outcome.PASSED));
    }

    @Test
    void three_hundred_audited_pictures_prove_a_gain_but_not_yet_that_good_phones_lose_nothing() {
        // Given: as many as a retraining for an incident has at least, half of them kept from training; a third of the
        // phones fail
        List<Shot> pictures = BadCameraFleet.shots(300, 0.33, 500);
        // When
        List<GateVerdict> verdicts = verdicts(balanced, pictures, Map.of());
        // Then
        GateVerdict quality = of(Gate.QUALITY, verdicts);
        assertThat(Evidence.findings(quality).get(0).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(quality.outcome()).as(quality.summary()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(quality.summary()).contains("Not decided for device " + GOOD + ": of its 201 labels a loss of");
        assertThat(verdicts)
                .filteredOn(v -> v.gate() != Gate.QUALITY)
                .allSatisfy(v -> assertThat(v.outcome()).as(v.summary()).isEqualTo(Outcome.PASSED));
    }

    @Test
    void where_only_a_larger_loss_counts_they_prove_that_too() {
        Map<String, String> limits = Map.of("plumbline.gates.segment-margin", "0.1");
        assertThat(verdicts(balanced, BadCameraFleet.shots(300, 0.33, 500), limits))
                .allSatisfy(v -> assertThat(v.outcome()).as(v.summary()).isEqualTo(Outcome.PASSED));
    }

    @Test
    void the_champion_under_another_name_is_refused_however_many_pictures_there_are() {
        // Given
        Bundle relabelled =
                bundle(CHAMPION.definition().next("2", CHAMPION.definition().validation()), CHAMPION.onnx());
        // When
        GateVerdict quality = of(Gate.QUALITY, compared(relabelled, BadCameraFleet.shots(600, 0.5, 100)));
        // Then
        assertThat(quality.outcome()).as(quality.summary()).isEqualTo(Outcome.FAILED);
        assertThat(quality.summary()).contains("no different from the champion").contains("0 gained, 0 lost");
    }

    @Test
    void the_champion_with_its_classes_in_another_order_is_known_by_their_names() {
        // Given
        Head head = OnnxGraphs.head(CHAMPION.onnx());
        int classes = head.classes();
        float[][] weight = new float[classes][];
        float[] bias = new float[classes];
        List<String> labels = new ArrayList<>();
        for (int c = 0; c < classes; c++) {
            weight[c] = head.weight()[classes - 1 - c];
            bias[c] = head.bias()[classes - 1 - c];
            labels.add(LABELS.get(classes - 1 - c));
        }
        ModelDefinition d = CHAMPION.definition();
        ModelDefinition turned = new ModelDefinition(
                d.name(), "2", d.task(), labels, d.input(), d.output(), 1, d.abstainThreshold(), d.validation());
        Bundle relabelled = bundle(turned, OnnxGraphs.withHead(CHAMPION.onnx(), new Head(weight, bias)));
        // When
        GateVerdict quality = of(Gate.QUALITY, compared(relabelled, BadCameraFleet.shots(300, 0.5, 0)));
        // Then
        assertThat(quality.outcome()).as(quality.summary()).isEqualTo(Outcome.FAILED);
        assertThat(quality.summary()).contains("no different from the champion");
    }

    @Test
    void better_in_all_and_worse_in_one_segment_is_refused_by_its_name() {
        // Given: two thirds of the phones have the bad camera, which is all that the challenger learned
        List<Shot> pictures = BadCameraFleet.shots(900, 0.67, 0);
        // When
        GateVerdict quality = of(Gate.QUALITY, compared(oneSided, pictures));
        // Then
        List<Finding> findings = Evidence.findings(quality);
        assertThat(findings.get(0).outcome()).as("all together").isEqualTo(Outcome.PASSED);
        assertThat(quality.outcome()).as(quality.summary()).isEqualTo(Outcome.FAILED);
        assertThat(quality.summary()).contains("Proven worse for device " + GOOD);
        assertThat(findings.get(1).value()).isEqualTo(GOOD);
        assertThat(findings.get(1).upper()).isNegative();
    }

    @Test
    void what_was_forgotten_shows_on_reference_pictures() {
        // Given: every phone has the bad camera now
        List<Shot> pictures = BadCameraFleet.shots(600, 1, 600);
        // When
        GateVerdict quality = of(Gate.QUALITY, compared(oneSided, pictures));
        // Then
        assertThat(quality.outcome()).as(quality.summary()).isEqualTo(Outcome.FAILED);
        assertThat(quality.summary()).contains("It forgot: proven worse on reference pictures");
    }

    @Test
    void thirty_labels_are_inconclusive_and_as_many_as_are_asked_for_decide() {
        // Given
        GateVerdict quality = of(Gate.QUALITY, compared(balanced, BadCameraFleet.shots(30, 0.15, 0)));
        Finding few = Evidence.findings(quality).get(0);
        // When
        GateVerdict again = of(Gate.QUALITY, compared(balanced, BadCameraFleet.shots((int) few.needed(), 0.15, 0)));
        // Then
        assertThat(quality.outcome()).as(quality.summary()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(quality.summary()).contains("labels would decide");
        assertThat(few.needed()).isBetween(31L, 2_000L);
        assertThat(Evidence.findings(again).get(0).outcome())
                .as(again.summary())
                .isEqualTo(Outcome.PASSED);
    }

    @Test
    void confident_errors_that_grow_are_refused() {
        // Given: the same answers, sharper than they are right
        Head head = OnnxGraphs.head(CHAMPION.onnx());
        Bundle sharp = bundle(
                CHAMPION.definition().next("2", CHAMPION.definition().validation()),
                OnnxGraphs.withHead(CHAMPION.onnx(), head.cooled(0.4)));
        // When
        GateVerdict safety = of(Gate.SAFETY, compared(sharp, BadCameraFleet.shots(600, 0.5, 0)));
        // Then
        assertThat(safety.outcome()).as(safety.summary()).isEqualTo(Outcome.FAILED);
        assertThat(safety.summary()).contains("a rise is proven");
    }

    @Test
    void thirty_labels_do_not_prove_that_confident_errors_stay_rare() {
        // Given
        List<Shot> pictures = BadCameraFleet.shots(30, 0, 0);
        // When
        GateVerdict safety = of(Gate.SAFETY, compared(balanced, pictures));
        // Then
        assertThat(safety.outcome()).as(safety.summary()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(Evidence.findings(safety).get(0).needed()).isGreaterThan(200);
    }

    @Test
    void one_that_is_too_large_and_too_slow_is_refused_with_both_figures() {
        // Given: 2.4 million weights more than it needs
        Bundle large =
                bundle(CHAMPION.definition().next("2", CHAMPION.definition().validation()), OnnxWriter.write(wide()));
        // When
        GateVerdict budget = of(Gate.BUDGET, gates(Map.of()).examine(Optional.of(CHAMPION), large));
        // Then
        assertThat(budget.outcome()).as(budget.summary()).isEqualTo(Outcome.FAILED);
        assertThat(budget.summary())
                .contains("bytes are more than the 8,388,608 allowed")
                .contains("times the champion's time is more than the 1.50 allowed");
        assertThat(budget.evidence()).containsKeys("machine", "championMicrosAPicture", "championBytes");
        if (System.getProperty("os.name").equals("Linux")) {
            long memory = (Long) budget.evidence().get("memoryBytes");
            assertThat(memory).isBetween((long) large.onnx().length, 20L * large.onnx().length);
            assertThat((Long) budget.evidence().get("championMemoryBytes")).isLessThan(memory);
        }
    }

    @Test
    void a_model_may_have_limits_of_its_own() {
        // Given
        Map<String, String> limits = Map.of("plumbline.gates.models.garments.max-bytes", "1000");
        // When
        GateVerdict budget = of(Gate.BUDGET, gates(limits).examine(Optional.of(CHAMPION), balanced));
        // Then
        assertThat(budget.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(budget.summary()).contains("more than the 1,000 allowed");
    }

    @Test
    void altered_golden_outputs_are_refused_by_what_both_runtimes_compute() {
        // Given
        Golden golden = balanced.golden();
        float[][] outputs = new float[golden.outputs().length][];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = golden.outputs()[i].clone();
        }
        outputs[0][3] += 0.01f;
        Bundle altered = Bundles.read(Bundles.write(
                balanced.definition(), balanced.onnx(), new Golden(golden.inputs(), outputs), "# Altered\n"));
        // When
        List<GateVerdict> verdicts = gates(Map.of()).examine(Optional.of(CHAMPION), altered);
        // Then
        GateVerdict infra = of(Gate.INFRA, verdicts);
        assertThat(infra.outcome()).isEqualTo(Outcome.FAILED);
        assertThat((Double) infra.evidence().get("runtimeDifference")).isGreaterThan(1e-4);
        assertThat((Double) infra.evidence().get("djlDifference")).isGreaterThan(1e-4);
        assertThat(of(Gate.INTEGRITY, verdicts).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void what_does_not_end_well_in_a_process_of_its_own_fails_and_is_not_measured_in_this_one() {
        // Given a child that may take no time
        Gates hasty = gates(Map.of(), Duration.ofMillis(1));
        // When
        List<GateVerdict> verdicts = hasty.examine(Optional.of(CHAMPION), balanced);
        // Then
        GateVerdict infra = of(Gate.INFRA, verdicts);
        assertThat(infra.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(infra.evidence()).containsEntry("code", "bundle-too-slow");
        assertThat(infra.summary()).contains("plumbline.upload.timeout");
        assertThat(of(Gate.BUDGET, verdicts).outcome()).isEqualTo(Outcome.NOT_RUN);
    }

    @Test
    void bytes_that_are_not_those_of_the_digest_are_refused() {
        // Given
        Bundle forged = new Bundle(
                balanced.definition(),
                balanced.onnx(),
                balanced.golden(),
                balanced.card(),
                CHAMPION.sha256(),
                balanced.bytes());
        // When
        GateVerdict integrity = of(Gate.INTEGRITY, gates(Map.of()).examine(Optional.empty(), forged));
        // Then
        assertThat(integrity.outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void pictures_that_were_drawn_rarely_count_for_more() {
        // Given: pictures of the good camera, where the one-sided challenger lost, were drawn a tenth as often
        List<JudgedPicture> equal = BadCameraFleet.judged(oneSided, BadCameraFleet.shots(900, 0.8, 0));
        List<JudgedPicture> drawn = equal.stream()
                .map(p -> p.segment().containsValue(GOOD) ? p.from(p.device(), 10, p.segment()) : p)
                .toList();
        // When
        Finding weighted = Evidence.findings(of(Gate.QUALITY, compare(drawn))).get(0);
        Finding plain = Evidence.findings(of(Gate.QUALITY, compare(equal))).get(0);
        // Then
        assertThat(plain.difference()).isPositive();
        assertThat(weighted.difference()).isLessThan(plain.difference() - 0.1);
        assertThat(weighted.effective()).isLessThan(plain.effective());
    }

    private static GateVerdict of(Gate gate, List<GateVerdict> verdicts) {
        return verdicts.stream().filter(v -> v.gate() == gate).findFirst().orElseThrow();
    }

    private static List<GateVerdict> verdicts(Bundle challenger, List<Shot> pictures, Map<String, String> settings) {
        List<GateVerdict> verdicts = new ArrayList<>(compared(challenger, pictures, settings));
        verdicts.addAll(gates(settings).examine(Optional.of(CHAMPION), challenger));
        return verdicts;
    }

    /** The verdicts on what a challenger says; the bundle itself is not examined, which takes a process and its time. */
    private static List<GateVerdict> compared(Bundle challenger, List<Shot> pictures) {
        return compared(challenger, pictures, Map.of());
    }

    private static List<GateVerdict> compared(Bundle challenger, List<Shot> pictures, Map<String, String> settings) {
        List<GateVerdict> verdicts = gates(settings).compare(judging(BadCameraFleet.judged(challenger, pictures)));
        verdicts.forEach(v -> System.out.println(v.gate() + " " + v.outcome() + ": " + v.summary()));
        return verdicts;
    }

    private static List<GateVerdict> compare(List<JudgedPicture> pictures) {
        return gates(Map.of()).compare(judging(pictures));
    }

    private static Judging judging(List<JudgedPicture> pictures) {
        return new Judging("garments", "1", List.of("device"), pictures, 1);
    }

    private static Gates gates(Map<String, String> settings) {
        return gates(settings, Duration.ofMinutes(1));
    }

    private static Gates gates(Map<String, String> settings, Duration patience) {
        return new Gates(
                new SmallRyeConfigBuilder()
                        .withMapping(GateConfig.class)
                        .withDefaultValues(settings)
                        .build()
                        .getConfigMapping(GateConfig.class),
                new GoldenChild(1L << 30, patience));
    }

    private static Bundle bundle(ModelDefinition definition, byte[] onnx) {
        return BundleBuilder.build(definition, onnx, BadCameraFleet.GOOD_PICTURES, BadCameraFleet.CARD);
    }

    private static CompactNetwork wide() {
        SplittableRandom random = new SplittableRandom(1);
        int width = 1_500;
        Convolution stem = new Convolution(1, 8, 3, 2, 1, values(random, 72), values(random, 8));
        Convolution up = new Convolution(8, width, 1, 2, 1, values(random, 8 * width), values(random, width));
        Convolution same = new Convolution(width, width, 1, 2, 1, values(random, width * width), values(random, width));
        float[][] weight =
                Collections.nCopies(LABELS.size(), values(random, width)).toArray(float[][]::new);
        return new CompactNetwork(
                1, SIDE, SIDE, List.of(stem, up, same), new Head(weight, values(random, LABELS.size())));
    }

    private static float[] values(SplittableRandom random, int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextDouble(-0.01, 0.01);
        }
        return values;
    }
}
