package io.plumbline.retrain.study;

import io.plumbline.retrain.djl.DemoData;
import io.plumbline.retrain.djl.IdxPictures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Pictures of Fashion-MNIST that the demo's first model did not learn from, in a random order. */
final class Pictures {
    /** As in the command that trained it: how the 60,000 training pictures were shuffled, and the first one left out. */
    private static final long TRAINING_SEED = 20_261_123;

    private static final int LEARNT = 53_000;

    private Pictures() {}

    /** The 10,000 test pictures, which the repository holds. */
    static IdxPictures inRepository() {
        IdxPictures fleet = DemoData.fleet();
        return fleet.pick(shuffled(fleet.labels().length, 7));
    }

    /**
     * The same, and the 7,000 training pictures that were kept from the training.
     *
     * @param folder where the Debian package dataset-fashion-mnist puts its files
     */
    static IdxPictures all(Path folder) throws IOException {
        IdxPictures training;
        try (InputStream images = Files.newInputStream(folder.resolve("train-images-idx3-ubyte.gz"));
                InputStream labels = Files.newInputStream(folder.resolve("train-labels-idx1-ubyte.gz"))) {
            training = IdxPictures.read(images, labels);
        }
        int n = training.labels().length;
        IdxPictures kept = training.pick(Arrays.copyOfRange(shuffled(n, TRAINING_SEED), LEARNT, n));
        IdxPictures fleet = DemoData.fleet();
        byte[][] pictures = Arrays.copyOf(kept.pictures(), n - LEARNT + fleet.labels().length);
        System.arraycopy(fleet.pictures(), 0, pictures, n - LEARNT, fleet.labels().length);
        int[] labels = IntStream.concat(Arrays.stream(kept.labels()), Arrays.stream(fleet.labels()))
                .toArray();
        IdxPictures both = new IdxPictures(fleet.width(), fleet.height(), pictures, labels);
        return both.pick(shuffled(labels.length, 7));
    }

    static int[] shuffled(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
