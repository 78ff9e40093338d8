package io.plumbline.worker;

import io.plumbline.kernel.Rejection;
import io.plumbline.retrain.work.TrainingChild;
import io.plumbline.retrain.work.TrainingChild.Step;
import io.plumbline.retrain.work.TrainingFailed;
import io.plumbline.retrain.work.WorkFolder;
import io.plumbline.retrain.work.WorkZip;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Claims a job of a server, trains it in a child process and hands over what it made, one job after another. Whatever it
 * needs of the server it waits for; only a token that the server does not take ends it.
 */
public final class RemoteWorker {
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final Server server;
    private final Settings settings;
    private final TrainingChild child;
    private final Optional<Path> work;
    private final PrintStream out;
    private volatile Optional<Server.Claim> current = Optional.empty();

    /**
     * @param server where it is
     * @param token with the role worker
     * @param settings name and patience
     * @param child how trainings are done
     * @param work where their files go; empty: the system's temporary folder
     * @param out where it says what it does
     */
    public RemoteWorker(
            URI server, String token, Settings settings, TrainingChild child, Optional<Path> work, PrintStream out) {
        this.server = new Server(server, token);
        this.settings = settings;
        this.child = child;
        this.work = work;
        this.out = out;
    }

    /**
     * What it asks for.
     *
     * @param name how the server is to call it
     * @param kinds of jobs that it takes; empty: all
     * @param poll how often it asks for work
     */
    public record Settings(String name, Set<String> kinds, Duration poll) {}

    /**
     * Works until the thread is interrupted.
     *
     * @throws IllegalStateException if the server does not take the token
     */
    public void run() throws InterruptedException {
        while (true) {
            if (!runOne()) {
                TimeUnit.MILLISECONDS.sleep(settings.poll().toMillis());
            }
        }
    }

    /** Does the next job that is due; false if there is none. */
    public boolean runOne() throws InterruptedException {
        Optional<Server.Claim> claim;
        try {
            claim = insist(() -> server.claim(settings.name(), settings.kinds()));
        } catch (ServerRefused e) {
            throw new IllegalStateException(
                    e.ofTheToken()
                            ? "The server does not take the token: " + e.getMessage()
                                    + " A worker needs one with the role worker: POST /v1/tokens."
                            : "The server does not give work: " + e.getMessage(),
                    e);
        }
        if (claim.isPresent()) {
            work(claim.get());
        }
        return claim.isPresent();
    }

    /** Gives back what it is at, so that another worker can have it at once. For the end of the process. */
    public void leave() {
        Optional<Server.Claim> held = current;
        try {
            if (held.isPresent()) {
                server.release(held.get());
            }
        } catch (ServerAway | ServerRefused e) {
            out.println("The job waits for the end of its lease: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(Server.Claim claim) throws InterruptedException {
        out.println("Job begins: " + claim.kind() + " " + claim.model() + " " + claim.id() + ", attempt "
                + claim.attempt());
        current = Optional.of(claim);
        try {
            out.println("Job " + claim.id() + ": " + train(claim));
        } catch (ServerRefused e) {
            out.println("Job " + claim.id() + " is dropped: " + e.getMessage());
            if (!e.lost()) {
                fail(claim, "The server refused what the worker sent: " + e.getMessage(), true);
            }
        } finally {
            current = Optional.empty();
        }
    }

    private String train(Server.Claim claim) throws InterruptedException, ServerRefused {
        Post post = new Post();
        try (Held held = new Held(server, claim, post, out);
                WorkFolder folder = WorkFolder.create(work)) {
            try {
                fetch(claim, folder);
                held.requireGoingOn();
                child.run(folder, List.of(Step.TRAIN), post);
                insist(() -> {
                    post.deliver(server, claim);
                    return true;
                });
                Path zip = folder.path().resolve("outputs.zip");
                try (OutputStream file = Files.newOutputStream(zip)) {
                    WorkZip.outputs(folder, file);
                }
                held.requireGoingOn();
                return insist(() -> outputs(claim, zip));
            } catch (InterruptedException e) {
                held.end();
                return stopped(claim, held.stop());
            } catch (Rejection e) {
                return fail(claim, e.detail(), false, refused(folder));
            } catch (TrainingFailed | IOException e) {
                return fail(claim, String.valueOf(e.getMessage()), true);
            }
        }
    }

    /** What broke off is fetched anew. */
    private void fetch(Server.Claim claim, WorkFolder folder) throws InterruptedException, ServerRefused {
        insist(() -> {
            try (InputStream zip = server.inputs(claim)) {
                WorkZip.readInputs(zip, folder);
                return true;
            } catch (IOException e) {
                throw new ServerAway("The inputs broke off: " + e, e);
            }
        });
    }

    private String outputs(Server.Claim claim, Path zip) throws ServerAway, ServerRefused, InterruptedException {
        try {
            return server.outputs(claim, zip);
        } catch (IOException e) {
            throw new TrainingFailed("The outputs cannot be read: " + e.getMessage());
        }
    }

    /** An interrupt without a reason is the end of this worker. */
    private String stopped(Server.Claim claim, String why) throws InterruptedException, ServerRefused {
        switch (why) {
            case "cancelled" -> {
                insist(() -> {
                    server.release(claim);
                    return true;
                });
                return "cancelled";
            }
            case "timed-out" -> {
                return fail(claim, "It took too long.", true);
            }
            case "refused" -> {
                return fail(
                        claim, "The server refused what the worker said of it; the worker's output says why.", true);
            }
            case "lost" -> {
                return "lost to another worker";
            }
            default -> throw new InterruptedException("The worker ends");
        }
    }

    /** What a training says of itself that made no model. */
    private static Optional<byte[]> refused(WorkFolder folder) {
        try {
            return folder.output(WorkFolder.MODEL).isPresent() ? Optional.empty() : folder.output(WorkFolder.RESULT);
        } catch (IOException e) {
            // Safe because: why it was refused counts more.
            return Optional.empty();
        }
    }

    private String fail(Server.Claim claim, String error, boolean again) throws InterruptedException {
        return fail(claim, error, again, Optional.empty());
    }

    private String fail(Server.Claim claim, String error, boolean again, Optional<byte[]> result)
            throws InterruptedException {
        try {
            insist(() -> {
                server.failure(claim, error, again, result);
                return true;
            });
        } catch (ServerRefused e) {
            return "failed, and the server does not want to hear of it: " + e.getMessage();
        }
        return "failed: " + error;
    }

    /** A call. */
    private interface Call<T> {
        T made() throws ServerAway, ServerRefused, InterruptedException;
    }

    /** Calls until the server answers, with longer and longer pauses. */
    private <T> T insist(Call<T> call) throws InterruptedException, ServerRefused {
        Duration wait = FIRST_WAIT;
        while (true) {
            try {
                return call.made();
            } catch (ServerAway e) {
                out.println(e.getMessage() + "; trying again in " + wait.toSeconds() + " s.");
                TimeUnit.MILLISECONDS.sleep(wait.toMillis());
                wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait.multipliedBy(2);
            }
        }
    }
}
