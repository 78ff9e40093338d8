package io.plumbline.worker;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A job in this worker's hands: beats for it and brings its post, each in a thread of its own, until it is closed: a large checkpoint
 * on a slow line keeps no heartbeat back. Where the job is to stop, the thread that trains is interrupted, once.
 */
final class Held implements AutoCloseable {
    /** Heartbeats in a lease: two may be lost. */
    private static final int BEATS = 3;

    private final Server server;
    private final Server.Claim claim;
    private final Thread trainer;
    private final PrintStream out;
    private final ScheduledExecutorService pulse = Executors.newScheduledThreadPool(2, task -> {
        Thread thread = new Thread(task, "worker-heartbeat");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Future<?>> tasks;
    private final Object lock = new Object();
    private String stop = "";
    private boolean over;
    private volatile boolean away;
    private long lastBeat = System.nanoTime();

    Held(Server server, Server.Claim claim, Post post, PrintStream out) {
        this.server = server;
        this.claim = claim;
        this.trainer = Thread.currentThread();
        this.out = out;
        long every = Math.max(50, Math.min(500, claim.lease().toMillis() / BEATS));
        this.tasks = List.of(
                pulse.scheduleWithFixedDelay(() -> call(this::beat), every, every, TimeUnit.MILLISECONDS),
                pulse.scheduleWithFixedDelay(
                        () -> call(() -> post.deliver(server, claim)), every, every, TimeUnit.MILLISECONDS));
    }

    /** Why the job is to stop: cancelled, timed-out, refused or lost; empty if it is not. */
    String stop() {
        synchronized (lock) {
            return stop;
        }
    }

    /**
     * Stops between two steps where the interrupt was lost: Java's client for HTTP forgets one that comes while a body is read.
     *
     * @throws InterruptedException if the job is to stop
     */
    void requireGoingOn() throws InterruptedException {
        if (!stop().isEmpty()) {
            throw new InterruptedException("The job is to stop: " + stop());
        }
    }

    /** Something to say to the server. */
    private interface Call {
        void made() throws ServerAway, ServerRefused, InterruptedException;
    }

    private void beat() throws ServerAway, ServerRefused, InterruptedException {
        Duration since = Duration.ofNanos(System.nanoTime() - lastBeat);
        if (since.compareTo(claim.lease().dividedBy(BEATS)) >= 0) {
            String heard = server.heartbeat(claim);
            lastBeat = System.nanoTime();
            if (!heard.equals("held")) {
                stop(heard);
            }
        }
    }

    private void call(Call call) {
        try {
            call.made();
            away = false;
        } catch (ServerAway e) {
            // Safe because: the next call tries again, and the training goes on meanwhile.
            if (!away) {
                out.println("The training goes on without the server: " + e.getMessage());
            }
            away = true;
        } catch (ServerRefused e) {
            out.println("The server refuses: " + e.getMessage());
            stop(e.lost() ? "lost" : "refused");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // Safe because: a heart that misses a beat beats again.
            out.println("A call to the server failed: " + e);
        }
    }

    private void stop(String why) {
        synchronized (lock) {
            if (!over && stop.isEmpty()) {
                stop = why;
                trainer.interrupt();
            }
        }
    }

    /** No interrupt comes after it. */
    @Override
    public void close() {
        end();
    }

    /** Sends no more heartbeats. May be called more than once. */
    void end() {
        synchronized (lock) {
            over = true;
        }
        tasks.forEach(task -> task.cancel(true));
        pulse.shutdownNow();
    }
}
