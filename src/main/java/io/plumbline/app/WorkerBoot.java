package io.plumbline.app;

import io.plumbline.retrain.work.TrainingChild;
import io.plumbline.retrain.work.TrainingConfig;
import io.plumbline.worker.RemoteWorker;
import io.plumbline.worker.RemoteWorker.Settings;
import io.plumbline.worker.WorkerConfig;
import io.smallrye.config.SmallRyeConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * The process as a remote worker, if {@code plumbline.worker.server} is set: neither the application nor any server is
 * started then.
 */
final class WorkerBoot {
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private WorkerBoot() {}

    /** A setting that is missing or does not fit, in a sentence. */
    static final class Misused extends Exception {
        private static final long serialVersionUID = 1L;

        Misused(String message) {
            super(message);
        }
    }

    /**
     * Works for the server until the process is ended, if there is one.
     *
     * @return the exit status, or empty if this process is no remote worker
     */
    static Optional<Integer> run(String profile, PrintStream out, PrintStream err) {
        SmallRyeConfig config = BootConfig.sources(profile)
                .withMapping(AppConfig.class)
                .withMapping(WorkerConfig.class)
                .withMapping(TrainingConfig.class)
                .build();
        WorkerConfig worker = config.getConfigMapping(WorkerConfig.class);
        if (worker.server().isEmpty()) {
            return Optional.empty();
        }
        try {
            RemoteWorker remote = of(
                    worker,
                    config.getConfigMapping(AppConfig.class).roles(),
                    config.getConfigMapping(TrainingConfig.class),
                    out);
            Runtime.getRuntime().addShutdownHook(new Thread(remote::leave, "worker-leave"));
            remote.run();
            return Optional.of(0);
        } catch (Misused | IllegalArgumentException e) {
            err.println("This worker does not start: " + e.getMessage());
            return Optional.of(MISUSED);
        } catch (IllegalStateException e) {
            err.println(e.getMessage());
            return Optional.of(FAILED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(FAILED);
        }
    }

    private static RemoteWorker of(
            WorkerConfig config, Set<AppConfig.Role> roles, TrainingConfig training, PrintStream out) throws Misused {
        if (!roles.equals(Set.of(AppConfig.Role.TRAIN))) {
            throw new Misused("plumbline.worker.server makes this process a remote worker, which only trains, but"
                    + " plumbline.roles is " + roles + "; set plumbline.roles=train, or leave the server out.");
        }
        URI server = config.server().orElseThrow();
        if (server.getHost() == null || !Set.of("http", "https").contains(String.valueOf(server.getScheme()))) {
            throw new Misused("plumbline.worker.server is '" + server
                    + "', which is no address; write it like https://plumbline.example.org.");
        }
        String token = token(config);
        String name = config.name().orElseGet(WorkerBoot::hostName);
        out.println("Plumbline " + Version.current() + ": remote worker " + name + " of " + server);
        if (server.getScheme().equals("http") && !server.getHost().matches("localhost|127\\..*|\\[::1]")) {
            out.println("The token goes over the network in clear; use https.");
        }
        Settings settings = new Settings(name, config.kinds().orElse(Set.of()), config.poll());
        return new RemoteWorker(server, token, settings, new TrainingChild(training), training.work(), out);
    }

    private static String token(WorkerConfig config) throws Misused {
        Optional<Path> file = config.tokenFile();
        if (file.isPresent()) {
            try {
                return Files.readString(file.get()).strip();
            } catch (IOException e) {
                throw new Misused("plumbline.worker.token-file cannot be read: " + e);
            }
        }
        return config.token()
                .orElseThrow(() -> new Misused("there is no token; set PLUMBLINE_WORKER_TOKEN or"
                        + " plumbline.worker.token-file to one with the role worker (POST /v1/tokens on the server)."));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "worker-" + ProcessHandle.current().pid();
        }
    }
}
