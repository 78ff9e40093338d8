package io.plumbline.retrain.djl.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.bundle.onnx.Head;
import io.plumbline.retrain.Predictions;
import io.plumbline.retrain.ProgressListener;
import io.plumbline.retrain.djl.head.HeadTask.Settings;
import io.plumbline.stats.calibration.TemperatureScaling;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeadTrainerTest {
    private static final int CLASSES = 10;
    private static final int FEATURES = 128;
    private static final int WIDE = 1_024;
    private static final int HIDDEN = 16;
    private static final Settings PLAIN = Settings.usual(FEATURES, 1).withPenalty(0.01);

    @Test
    void the_same_seed_gives_the_same_head() {
        // Given
        HeadTask task = task(500, 1);
        Head first = HeadTrainer.train(task, ProgressListener.NONE).head();
        // When
        Head second = HeadTrainer.train(task, ProgressListener.NONE).head();
        // Then
        assertThat(second.weight()).isDeepEqualTo(first.weight());
        assertThat(second.bias()).isEqualTo(first.bias());
    }

    @Test
    void ten_thousand_samples_are_learnt_well() {
        // Given
        HeadTask task = task(10_000, 2);
        HeadTrainer.train(task(500, 1), ProgressListener.NONE);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        // When
        Head head = HeadTrainer.train(task, ProgressListener.NONE).head();
        // Then
        double seconds = (threads.getCurrentThreadCpuTime() - start) / 1e9;
        Samples fresh = clusters(2_000, 99);
        double accuracy = Predictions.of(head.apply(fresh.features())).accuracy(fresh.labels());
        System.out.printf("Last layer on 10,000 samples: %.2f s of one processor, accuracy %.4f%n", seconds, accuracy);
        assertThat(accuracy).isGreaterThan(0.9);
    }

    @Test
    void it_stops_when_validation_no_longer_improves_and_tells_of_each_epoch() {
        // Given
        List<ProgressListener.Progress> told = new ArrayList<>();
        Settings settings = new Settings(500, 0.05, List.of(0.0, 1e-4), 3, 1);
        HeadTask task = new HeadTask(clusters(400, 1), clusters(300, 2), Head.zero(CLASSES, FEATURES), settings);
        // When
        HeadFit fit = HeadTrainer.train(task, told::add);
        // Then the search is told of with accuracies, the training on all samples without
        List<ProgressListener.Progress> search =
                told.stream().filter(p -> !Double.isNaN(p.accuracy())).toList();
        ProgressListener.Progress last = search.get(search.size() - 1);
        assertThat(search).hasSizeBetween(4, 200);
        assertThat(last.epoch()).isEqualTo(search.size()).isEqualTo(fit.epochs() + 3);
        assertThat(last.loss()).isLessThan(search.get(0).loss());
        assertThat(last.accuracy()).isGreaterThan(0.5);
        assertThat(told).hasSize(search.size() + fit.epochs());
        assertThat(told.get(told.size() - 1).fraction()).isEqualTo(1);
    }

    @Test
    void a_sample_of_no_weight_teaches_nothing() {
        // Given
        Samples right = clusters(400, 1);
        float[][] features = Arrays.copyOf(right.features(), 800);
        int[] labels = Arrays.copyOf(right.labels(), 800);
        float[] weights = Arrays.copyOf(right.weights(), 800);
        for (int i = 0; i < 400; i++) {
            features[400 + i] = features[i];
            labels[400 + i] = (labels[i] + 1) % CLASSES;
        }
        Samples mixed = new Samples(features, labels, weights);
        // When
        Head head = HeadTrainer.train(
                        new HeadTask(mixed, Samples.NONE, Head.zero(CLASSES, FEATURES), PLAIN), ProgressListener.NONE)
                .head();
        // Then
        assertThat(Predictions.of(head.apply(right.features())).accuracy(right.labels()))
                .isGreaterThan(0.95);
    }

    @Test
    void a_gradient_that_adds_up_to_nothing_is_one() {
        // Given two samples by which one class gains exactly what the other loses
        Samples two = new Samples(new float[][] {{1, 0}, {0, 1}}, new int[] {0, 1}, new float[] {1, 1});
        // When
        Head head = HeadTrainer.train(new HeadTask(two, Samples.NONE, Head.zero(2, 2), PLAIN), ProgressListener.NONE)
                .head();
        // Then
        assertThat(Predictions.of(head.apply(two.features())).label()).containsExactly(0, 1);
    }

    @Test
    void classes_of_more_weight_are_said_more_often() {
        // Given
        Samples even = clusters(600, 1);
        float[] weights = new float[600];
        for (int i = 0; i < 600; i++) {
            weights[i] = even.labels()[i] == 3 ? 20 : 1;
        }
        Samples heavy = new Samples(even.features(), even.labels(), weights);
        Samples test = clusters(2_000, 2);
        // When
        long before = said(learnt(even, Head.zero(CLASSES, FEATURES)), test, 3);
        long after = said(learnt(heavy, Head.zero(CLASSES, FEATURES)), test, 3);
        // Then
        assertThat(after).isGreaterThan(before + before / 4);
    }

    private static long said(Head head, Samples samples, int label) {
        return Arrays.stream(Predictions.of(head.apply(samples.features())).label())
                .filter(each -> each == label)
                .count();
    }

    @Test
    void a_listener_that_throws_ends_the_training() {
        // Given
        HeadTask task = task(300, 1);
        // When / Then
        assertThatThrownBy(() -> HeadTrainer.train(task, progress -> {
                    throw new IllegalStateException("cancelled");
                }))
                .hasMessage("cancelled");
    }

    @Test
    void what_does_not_fit_is_named() {
        assertThatThrownBy(() -> new HeadTask(Samples.NONE, Samples.NONE, Head.zero(2, 1), PLAIN))
                .hasMessageContaining("needs samples");
        assertThatThrownBy(() -> new HeadTask(clusters(20, 1), Samples.NONE, Head.zero(3, FEATURES), PLAIN))
                .hasMessageContaining("not below 3");
        assertThatThrownBy(() -> new HeadTask(
                        clusters(20, 1), Samples.NONE, Head.zero(CLASSES, FEATURES), Settings.usual(FEATURES, 1)))
                .hasMessageContaining("give one");
        assertThatThrownBy(() -> PLAIN.withPenalty(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new Samples(new float[1][1], new int[1], new float[] {-1}))
                .hasMessageContaining("-1.0");
    }

    @Test
    void few_samples_change_few_answers_of_the_layer_that_it_starts_at() {
        // Given a layer that knows, and thirty samples which it also knows
        Samples test = clusters(3_000, 7);
        Head start = HeadTrainer.train(task(10_000, 2), ProgressListener.NONE).head();
        Samples few = clusters(30, 3);
        // When
        Head anew = learnt(few, Head.zero(CLASSES, FEATURES));
        Head changed = learnt(few, start);
        // Then
        double before = Predictions.of(start.apply(test.features())).accuracy(test.labels());
        assertThat(Predictions.of(changed.apply(test.features())).accuracy(test.labels()))
                .isGreaterThan(before - 0.03);
        assertThat(Predictions.of(anew.apply(test.features())).accuracy(test.labels()))
                .isLessThan(before - 0.05);
    }

    @Test
    void layers_trained_side_by_side_come_out_as_each_would_alone() {
        // Given
        Samples train = clusters(400, 1);
        Samples validation = clusters(300, 2);
        Head start = Head.zero(CLASSES, FEATURES);
        Settings several = new Settings(12, 0.01, List.of(0.3, 0.02, 0.005), 12, 1);
        // When
        HeadFit together = HeadTrainer.train(new HeadTask(train, validation, start, several), ProgressListener.NONE);
        HeadFit alone = HeadTrainer.train(
                new HeadTask(train, validation, start, several.withPenalty(together.penalty())), ProgressListener.NONE);
        // Then
        assertThat(alone.epochs()).isEqualTo(together.epochs());
        float[][] apart = alone.held().apply(validation.features());
        float[][] said = together.held().apply(validation.features());
        for (int i = 0; i < said.length; i++) {
            assertThat(said[i]).containsExactly(apart[i], within(1e-3f));
        }
    }

    @Test
    void the_penalty_of_least_validation_loss_is_chosen() {
        // Given few noisy samples, of which too much is learnt without a penalty
        Samples train = clusters(60, 1);
        Samples validation = clusters(1_000, 2);
        Head start = Head.zero(CLASSES, FEATURES);
        Settings settings = new Settings(60, 0.02, List.of(10.0, 0.3, 0.0), 60, 1);
        // When
        HeadFit fit = HeadTrainer.train(new HeadTask(train, validation, start, settings), ProgressListener.NONE);
        // Then
        double least = loss(fit.held(), validation);
        for (double penalty : settings.penalties()) {
            HeadFit other = HeadTrainer.train(
                    new HeadTask(train, validation, start, settings.withPenalty(penalty)), ProgressListener.NONE);
            assertThat(least)
                    .as("%s beside %s", fit.penalty(), penalty)
                    .isLessThan(loss(other.held(), validation) + 1e-3);
        }
        assertThat(fit.penalty()).isNotEqualTo(10);
    }

    @Test
    void what_does_not_help_leaves_the_start_as_it_is() {
        // Given a layer that knows, and samples whose labels are drawn by lot
        Head start = HeadTrainer.train(task(2_000, 2), ProgressListener.NONE).head();
        Samples right = clusters(300, 3);
        Random lot = new Random(5);
        int[] wrong = lot.ints(300, 0, CLASSES).toArray();
        Samples train = new Samples(right.features(), wrong, right.weights());
        // When
        HeadFit fit = HeadTrainer.train(
                new HeadTask(train, clusters(300, 4), start, Settings.usual(FEATURES, 1)), ProgressListener.NONE);
        // Then
        assertThat(fit.epochs()).isZero();
        assertThat(fit.head()).isSameAs(start);
    }

    @Test
    void a_wide_embedding_of_a_few_labels_makes_a_layer_better_that_is_right_already() {
        // Given a layer of 1,024 features that a camera has changed somewhat
        Settings usual = Settings.usual(WIDE, 1);
        Head start = HeadTrainer.train(
                        new HeadTask(wide(240, 1, 0), wide(60, 2, 0), Head.zero(CLASSES, WIDE), usual),
                        ProgressListener.NONE)
                .head();
        Samples fresh = wide(1_000, 3, 1);
        // When
        HeadFit fit =
                HeadTrainer.train(new HeadTask(wide(240, 4, 1), wide(60, 5, 1), start, usual), ProgressListener.NONE);
        // Then
        assertThat(fit.epochs()).isPositive();
        assertThat(loss(fit.head(), fresh)).isLessThan(0.93 * loss(start, fresh));
    }

    /** Features that are made of a few hidden ones, as those of a deep network are; a change of camera moves the hidden ones. */
    private static Samples wide(int n, long seed, double change) {
        Random fixed = new Random(9);
        double[][] centre = normal(fixed, CLASSES, HIDDEN);
        double[][] mixed = normal(fixed, HIDDEN, WIDE);
        double[] moved = normal(fixed, 1, HIDDEN)[0];
        Random random = new Random(seed);
        float[][] features = new float[n][WIDE];
        int[] labels = new int[n];
        float[] weights = new float[n];
        for (int i = 0; i < n; i++) {
            labels[i] = random.nextInt(CLASSES);
            weights[i] = 1;
            double[] hidden = normal(random, 1, HIDDEN)[0];
            for (int h = 0; h < HIDDEN; h++) {
                hidden[h] = 1.5 * hidden[h] + centre[labels[i]][h] + change * moved[h];
            }
            for (int f = 0; f < WIDE; f++) {
                double sum = 0;
                for (int h = 0; h < HIDDEN; h++) {
                    sum += hidden[h] * mixed[h][f];
                }
                features[i][f] = (float) (Math.max(0, sum / 4) + 0.3 * random.nextGaussian());
            }
        }
        return new Samples(features, labels, weights);
    }

    private static double[][] normal(Random random, int rows, int columns) {
        double[][] all = new double[rows][columns];
        for (double[] row : all) {
            Arrays.setAll(row, i -> random.nextGaussian());
        }
        return all;
    }

    private static double loss(Head head, Samples samples) {
        return TemperatureScaling.loss(head.apply(samples.features()), samples.labels(), 1);
    }

    private static Head learnt(Samples samples, Head start) {
        return HeadTrainer.train(
                        new HeadTask(samples, Samples.NONE, start, PLAIN.withPenalty(0.1)), ProgressListener.NONE)
                .head();
    }

    private static HeadTask task(int n, long seed) {
        return new HeadTask(
                clusters(n, seed),
                clusters(n / 5, seed + 50),
                Head.zero(CLASSES, FEATURES),
                Settings.usual(FEATURES, seed));
    }

    /** Ten noisy clusters with centres that are the same for every seed. */
    private static Samples clusters(int n, long seed) {
        Random centres = new Random(1234);
        float[][] centre = new float[CLASSES][FEATURES];
        for (float[] c : centre) {
            for (int f = 0; f < FEATURES; f++) {
                c[f] = (float) centres.nextGaussian();
            }
        }
        Random random = new Random(seed);
        float[][] features = new float[n][FEATURES];
        int[] labels = new int[n];
        float[] weights = new float[n];
        for (int i = 0; i < n; i++) {
            labels[i] = random.nextInt(CLASSES);
            weights[i] = 1;
            for (int f = 0; f < FEATURES; f++) {
                features[i][f] = centre[labels[i]][f] + 3.5f * (float) random.nextGaussian();
            }
        }
        return new Samples(features, labels, weights);
    }
}
