package io.plumbline.retrain.distil;

import io.plumbline.bundle.Mask;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.Pixels;
import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.mask.MaskAnswers.Segmenter;
import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The segmenter that is being looked through: loaded once for the pictures of a page, and gone a while after the last of them. There is
 * one in memory at a time, and it draws one mask at a time: a large one takes gigabytes.
 */
final class OneSegmenter implements AutoCloseable {
    private final Duration patience;
    private final Duration kept;
    private final ReentrantLock one = new ReentrantLock(true);
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(
            1,
            task -> {
                Thread thread = new Thread(task, "segmenter-end");
                thread.setDaemon(true);
                return thread;
            },
            // A mask that is drawn while the service ends keeps nothing for later.
            new ThreadPoolExecutor.DiscardPolicy());
    private Optional<Loaded> loaded = Optional.empty();
    private Future<?> end = CompletableFuture.completedFuture(null);

    /**
     * @param patience how long a mask may wait for those before it
     * @param kept how long the segmenter stays in memory after its last mask
     */
    OneSegmenter(Duration patience, Duration kept) {
        this.patience = patience;
        this.kept = kept;
        clock.setRemoveOnCancelPolicy(true);
    }

    private record Loaded(Sha256 address, ModelDefinition definition, OnnxRunner runner) {}

    /**
     * What a segmenter draws on a picture.
     *
     * @param address of its bundle
     * @param segmenter reads it; not asked where it is in memory already
     * @throws Rejection UNAVAILABLE, {@code overloaded}, if the ones before take too long; REFUSED, {@code mask-unusable}, if what it
     *     gives is no mask; what {@code segmenter} throws
     */
    Mask draw(Sha256 address, Supplier<Segmenter> segmenter, BufferedImage picture) {
        await();
        try {
            end.cancel(false);
            Loaded now = loaded.filter(l -> l.address().equals(address)).orElseGet(() -> load(address, segmenter));
            float[] output = now.runner()
                    .run(new float[][] {Pixels.of(picture, now.definition().input())})[0];
            return mask(output, now.definition(), picture);
        } finally {
            end = clock.schedule(this::unload, kept.toMillis(), TimeUnit.MILLISECONDS);
            one.unlock();
        }
    }

    private void await() {
        try {
            if (one.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new Rejection(
                Rejection.Kind.UNAVAILABLE,
                "overloaded",
                "Masks are drawn one at a time, and those asked for before are not done yet; try again.");
    }

    private Loaded load(Sha256 address, Supplier<Segmenter> segmenter) {
        // First out with the old one: two do not fit.
        unload();
        Segmenter read = segmenter.get();
        Loaded fresh = new Loaded(
                address,
                read.definition(),
                new OnnxRunner(
                        read.onnx(),
                        read.definition().input().port(),
                        read.definition().output()));
        loaded = Optional.of(fresh);
        return fresh;
    }

    private static Mask mask(float[] output, ModelDefinition definition, BufferedImage picture) {
        try {
            return Mask.of(output, definition, picture.getWidth(), picture.getHeight());
        } catch (IllegalArgumentException e) {
            throw new Rejection(
                    Rejection.Kind.REFUSED,
                    "mask-unusable",
                    "What version " + definition.version() + " of model " + definition.name()
                            + " gives for this picture is no mask: " + e.getMessage()
                            + ". Mend the network, or say in model.json whether it gives probabilities.",
                    e);
        }
    }

    private void unload() {
        one.lock();
        try {
            loaded.ifPresent(l -> l.runner().close());
            loaded = Optional.empty();
        } finally {
            one.unlock();
        }
    }

    /** Whether one is in memory. */
    boolean isLoaded() {
        one.lock();
        try {
            return loaded.isPresent();
        } finally {
            one.unlock();
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        unload();
    }
}
