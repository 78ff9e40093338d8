package io.plumbline.retrain.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.bundle.Head;
import io.plumbline.retrain.Predictions;
import io.plumbline.retrain.ProgressListener;
import io.plumbline.retrain.djl.LastLayerTask.Samples;
import io.plumbline.retrain.djl.LastLayerTask.Settings;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LastLayerTrainerTest {
    private static final int CLASSES = 10;
    private static final int FEATURES = 128;
    private static final Samples NONE = new Samples(new float[0][], new int[0], new float[0]);

    @Test
    void the_same_seed_gives_the_same_head() {
        // Given
        LastLayerTask task = task(500, 1);
        Head first = LastLayerTrainer.train(task, ProgressListener.NONE);
        // When
        Head second = LastLayerTrainer.train(task, ProgressListener.NONE);
        // Then
        assertThat(second.weight()).isDeepEqualTo(first.weight());
        assertThat(second.bias()).isEqualTo(first.bias());
    }

    @Test
    void ten_thousand_samples_are_learnt_well() {
        // Given
        LastLayerTask task = task(10_000, 2);
        LastLayerTrainer.train(task(500, 1), ProgressListener.NONE);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        // When
        Head head = LastLayerTrainer.train(task, ProgressListener.NONE);
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
        Settings settings = new Settings(500, 0.05, 0, 3, 1);
        LastLayerTask task =
                new LastLayerTask(clusters(400, 1), clusters(300, 2), Head.zero(CLASSES, FEATURES), settings);
        // When
        LastLayerTrainer.train(task, told::add);
        // Then
        assertThat(told).hasSizeBetween(4, 200);
        assertThat(told.get(told.size() - 1).epoch()).isEqualTo(told.size());
        assertThat(told.get(told.size() - 1).loss()).isLessThan(told.get(0).loss());
        assertThat(told.get(told.size() - 1).accuracy()).isGreaterThan(0.5);
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
        Head head = LastLayerTrainer.train(
                new LastLayerTask(mixed, NONE, Head.zero(CLASSES, FEATURES), Settings.usual(1)), ProgressListener.NONE);
        // Then
        assertThat(Predictions.of(head.apply(right.features())).accuracy(right.labels()))
                .isGreaterThan(0.95);
    }

    @Test
    void balanced_classes_weigh_the_same() {
        // Given
        Samples uneven = new Samples(new float[4][1], new int[] {0, 0, 0, 2}, new float[] {1, 1, 1, 1});
        // When
        Samples even = uneven.balanced(3);
        // Then
        assertThat(even.weights()).containsExactly(2 / 3f, 2 / 3f, 2 / 3f, 2f);
    }

    @Test
    void a_listener_that_throws_ends_the_training() {
        // Given
        LastLayerTask task = task(300, 1);
        // When / Then
        assertThatThrownBy(() -> LastLayerTrainer.train(task, progress -> {
                    throw new IllegalStateException("cancelled");
                }))
                .hasMessage("cancelled");
    }

    @Test
    void what_does_not_fit_is_named() {
        assertThatThrownBy(() -> new LastLayerTask(NONE, NONE, Head.zero(2, 1), Settings.usual(1)))
                .hasMessageContaining("needs samples");
        assertThatThrownBy(() -> new LastLayerTask(clusters(20, 1), NONE, Head.zero(3, FEATURES), Settings.usual(1)))
                .hasMessageContaining("not below 3");
        assertThatThrownBy(() -> new Samples(new float[1][1], new int[1], new float[] {-1}))
                .hasMessageContaining("-1.0");
    }

    @Test
    void few_samples_change_few_answers_of_the_layer_that_it_starts_at() {
        // Given a layer that knows, and thirty samples which it also knows
        Samples test = clusters(3_000, 7);
        Head start = LastLayerTrainer.train(task(10_000, 2), ProgressListener.NONE);
        Samples few = clusters(30, 3);
        // When
        Head anew = LastLayerTrainer.train(
                new LastLayerTask(few, NONE, Head.zero(CLASSES, FEATURES), Settings.usual(1)), ProgressListener.NONE);
        Head changed =
                LastLayerTrainer.train(new LastLayerTask(few, NONE, start, Settings.usual(1)), ProgressListener.NONE);
        // Then
        double before = Predictions.of(start.apply(test.features())).accuracy(test.labels());
        assertThat(Predictions.of(changed.apply(test.features())).accuracy(test.labels()))
                .isGreaterThan(before - 0.03);
        assertThat(Predictions.of(anew.apply(test.features())).accuracy(test.labels()))
                .isLessThan(before - 0.05);
    }

    private static LastLayerTask task(int n, long seed) {
        return new LastLayerTask(
                clusters(n, seed), clusters(n / 5, seed + 50), Head.zero(CLASSES, FEATURES), Settings.usual(seed));
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
