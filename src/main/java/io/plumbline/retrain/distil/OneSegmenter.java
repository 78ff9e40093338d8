package io.plumbline.retrain.distil;

import io.plumbline.bundle.Network;
import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.ask.Drawing;
import io.plumbline.retrain.work.TrainingConfig;
import io.plumbline.retrain.work.TrainingFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
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
 * The segmenter that is being looked through: loaded once for the pictures of a page, in a process of its own, and gone a while after
 * the last of them. There is one at a time, and it draws one mask at a time: a large one takes gigabytes.
 */
final class OneSegmenter implements AutoCloseable {
    private final TrainingConfig config;
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
     * @param config memory of the process
     * @param patience how long a mask may wait for those before it
     * @param kept how long the process stays after its last mask
     */
    OneSegmenter(TrainingConfig config, Duration patience, Duration kept) {
        this.config = config;
        this.patience = patience;
        this.kept = kept;
        clock.setRemoveOnCancelPolicy(true);
    }

    private record Loaded(Sha256 address, String name, Drawing drawing) {}

    /**
     * What a segmenter draws on a picture, as a grey PNG of its size: white is its subject.
     *
     * @param address of its bundle
     * @param segmenter reads it; not asked where it is loaded already
     * @param picture PNG or JPEG
     * @throws Rejection UNAVAILABLE, {@code overloaded}, if the ones before take too long; REFUSED, {@code mask-unusable}, if what it
     *     gives is no mask, or it breaks; REFUSED, {@code training-too-large}; what {@code segmenter} throws
     */
    byte[] draw(Sha256 address, Supplier<Network> segmenter, byte[] picture) {
        await();
        try {
            end.cancel(false);
            Loaded now = loaded.filter(
                            l -> l.address().equals(address) && l.drawing().isAlive())
                    .orElseGet(() -> load(address, segmenter));
            return draw(now, picture);
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
        throw overloaded("Masks are drawn one at a time, and those asked for before are not done yet; try again.");
    }

    private static Rejection overloaded(String sentence) {
        return new Rejection(Rejection.Kind.UNAVAILABLE, "overloaded", sentence);
    }

    private Loaded load(Sha256 address, Supplier<Network> segmenter) {
        // First out with the old one: two do not fit.
        unload();
        Network read = segmenter.get();
        try {
            Loaded fresh = new Loaded(
                    address,
                    "version " + read.definition().version() + " of model "
                            + read.definition().name(),
                    new Drawing(config, read));
            loaded = Optional.of(fresh);
            return fresh;
        } catch (IOException e) {
            throw new UncheckedIOException("A process that draws masks could not be started", e);
        }
    }

    /** Whatever does not end with a mask, or with the word that it is none, ends the process. */
    private byte[] draw(Loaded now, byte[] picture) {
        boolean goesOn = false;
        try {
            byte[] mask = now.drawing().png(picture);
            goesOn = true;
            return mask;
        } catch (IllegalArgumentException e) {
            goesOn = true;
            throw unusable(
                    "What " + now.name() + " gives for this picture is no mask: " + e.getMessage()
                            + ". Mend the network, or say in model.json whether it gives probabilities.",
                    e);
        } catch (TrainingFailed e) {
            throw unusable("There is no mask of this picture by " + now.name() + ". " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("A mask could not be drawn", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw overloaded("The service ends; try again.");
        } finally {
            if (!goesOn) {
                unload();
            }
        }
    }

    private static Rejection unusable(String sentence, Exception cause) {
        return new Rejection(Rejection.Kind.REFUSED, "mask-unusable", sentence, cause);
    }

    private void unload() {
        one.lock();
        try {
            loaded.ifPresent(l -> l.drawing().close());
            loaded = Optional.empty();
        } finally {
            one.unlock();
        }
    }

    /** Whether one is loaded. */
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
