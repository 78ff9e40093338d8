package io.plumbline.demo;

import ai.onnxruntime.OrtException;
import io.plumbline.client.EventSender;
import io.plumbline.client.Server;
import io.plumbline.kernel.Truth;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The simulated fleet: sets up its model, then lives on daemon threads of its own until it is closed. Whatever it knows
 * lies in {@code <home>/demo}; killed at any moment it goes on where it was.
 */
public final class Demo implements AutoCloseable {
    private static final Logger LOG = System.getLogger("io.plumbline.demo");
    private static final String IMAGES = "/demo/t10k-images-idx3-ubyte.gz";
    private static final String LABELS = "/demo/t10k-labels-idx1-ubyte.gz";
    private static final int STEP_MILLIS = 200;
    private static final int RETRY_MILLIS = 2_000;
    private static final int LOOK_MILLIS = 2_000;
    private static final int DRAIN_MILLIS = 50;
    private static final int SENDERS = 2;
    private static final int SETUP_READ_MILLIS = 120_000;

    private final Access access;
    private final Path folder;
    private final DemoSettings settings;
    private final InstantSource real;
    private final long seed;
    private final FleetTruth truth;
    private final AckLedger ledger;
    private final ServerWatch watch = new ServerWatch();
    private final ScheduledExecutorService life;
    private final ScheduledExecutorService senders;
    private final List<Phone> phones = new ArrayList<>();
    private final Bundles bundles = new Bundles();
    private final ReentrantLock stepping = new ReentrantLock();
    private volatile boolean quiet;
    private volatile boolean lives;
    private Instant lastStep;
    private int steps;
    private int setupFailures;

    /**
     * Where the server is and what opens it.
     *
     * @param baseUrl scheme, host and port
     * @param deviceToken token with the role "device"
     * @param managerToken token that may register, upload and promote: an admin's, or one with "scientist" and
     *     "release-manager"
     */
    public record Access(String baseUrl, String deviceToken, String managerToken) {
        @Override
        public String toString() {
            return "Access[" + baseUrl + "]";
        }
    }

    /**
     * Opens {@code <home>/demo} and touches nothing else yet.
     *
     * @param home data folder of Plumbline
     * @param real the real clock
     * @param seed who owns which phone and which pictures; keep it for one home
     * @throws IOException if the folder cannot be used
     */
    public Demo(Access access, Path home, DemoSettings settings, InstantSource real, long seed) throws IOException {
        this.access = access;
        this.folder = Files.createDirectories(home.resolve("demo"));
        this.settings = settings;
        this.real = real;
        this.seed = seed;
        this.truth = new FleetTruth(folder.resolve("truth.tsv"), settings.model());
        this.ledger = new AckLedger(folder.resolve("ledger"));
        this.life = threads("demo-fleet", 1);
        this.senders = threads("demo-sender", SENDERS);
        this.lastStep = real.instant();
    }

    /** Waits for the server in the background, then begins. Call once. */
    public void start() {
        DemoSetup setup = new DemoSetup(
                new Server(access.baseUrl(), access.managerToken(), SETUP_READ_MILLIS), settings.model(), folder);
        life.execute(() -> setUp(setup));
    }

    /** What really happened in the field. May be read before the start. */
    public Truth truth() {
        return truth;
    }

    /** What the server has acknowledged, each event once. */
    public AckLedger.Totals acknowledged() {
        return ledger.totals();
    }

    /**
     * Takes no more pictures and sends what waits, so that {@link #acknowledged} can be compared with the database to
     * the digit. The fleet stays quiet until it is closed; answers still to come never do.
     *
     * @return whether nothing waits any more
     */
    public boolean drain(Duration atMost) throws IOException, InterruptedException {
        quiet = true;
        Instant deadline = real.instant().plus(atMost);
        CountDownLatch never = new CountDownLatch(1);
        while (real.instant().isBefore(deadline)) {
            boolean idle = stepping.tryLock(DRAIN_MILLIS, TimeUnit.MILLISECONDS);
            if (idle) {
                try {
                    if (sendEverything()) {
                        return true;
                    }
                } finally {
                    stepping.unlock();
                }
            }
            if (never.await(DRAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        return false;
    }

    private boolean sendEverything() throws IOException {
        if (!lives) {
            // The phones are still being handed out.
            return false;
        }
        boolean sent = true;
        for (Phone phone : phones) {
            phone.plumbline().flush();
            sent &= phone.plumbline().waiting() == 0;
        }
        return sent;
    }

    private void setUp(DemoSetup setup) {
        try {
            setup.run();
            begin();
        } catch (IOException | RuntimeException e) {
            if (++setupFailures == 3) {
                LOG.log(Level.INFO, "The demo fleet waits: {0}", e.toString());
            }
            if (!life.isShutdown()) {
                Future<?> unused = life.schedule(() -> setUp(setup), RETRY_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void begin() throws IOException {
        DemoClock clock = new DemoClock(real, folder.resolve("clock"), settings.daysBack(), settings.speed());
        Pictures pictures = Pictures.resource(IMAGES, LABELS);
        Server server = new Server(access.baseUrl(), access.deviceToken());
        Phone.Surroundings around =
                new Phone.Surroundings(server, folder.resolve("phones"), clock, ledger, pictures, settings);
        Random random = new Random(new SecureRandom().nextLong());
        closePhones();
        for (Roster.Owned owned : Roster.of(settings, clock.first(), pictures.size(), seed)) {
            phones.add(new Phone(owned, around, new Random(random.nextLong())));
        }
        Fleet fleet = new Fleet(phones, pictures, bundles, truth, settings, random);
        lastStep = real.instant();
        lives = true;
        repeat(life, () -> step(fleet, clock), 0, STEP_MILLIS);
        long every = settings.sendEvery().toMillis();
        for (Phone phone : phones) {
            repeat(senders, () -> visit(phone, clock), (long) (random.nextDouble() * every), every);
        }
        if (settings.autoPromote()) {
            AutoPromote promoter =
                    new AutoPromote(new Server(access.baseUrl(), access.managerToken()), settings.model());
            repeat(senders, promoter::look, LOOK_MILLIS, LOOK_MILLIS);
        }
        LOG.log(
                Level.INFO,
                "The demo fleet lives: {0} phones, simulated time {1}, {2} times as fast",
                settings.phones(),
                clock.now(),
                settings.speed());
    }

    private void step(Fleet fleet, DemoClock clock) throws IOException, OrtException {
        Instant now = real.instant();
        // After a standstill nobody catches up on pictures not taken.
        Duration passed = Duration.ofMillis(
                Math.max(0, Math.min(1_000, Duration.between(lastStep, now).toMillis())));
        lastStep = now;
        stepping.lock();
        try {
            if (!quiet) {
                fleet.step(clock.now(), passed);
            }
        } finally {
            stepping.unlock();
        }
        clock.save();
        steps++;
        if (steps % 15 == 0) {
            truth.save();
        }
    }

    private void visit(Phone phone, DemoClock clock) throws IOException {
        EventSender.Outcome outcome = phone.visit(clock.now(), settings.updateEvery());
        if (outcome.state() == EventSender.State.DONE) {
            watch.answered();
        } else if (outcome.state() != EventSender.State.WAITING) {
            watch.failed(outcome.problem());
        }
    }

    private interface Work {
        void run() throws IOException, OrtException;
    }

    /** One failure must not end the repetition, as the executor would have it. */
    private void repeat(ScheduledExecutorService on, Work work, long after, long every) {
        Future<?> unused = on.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | OrtException | RuntimeException e) {
                        watch.failed(e.toString());
                    }
                },
                after,
                every,
                TimeUnit.MILLISECONDS);
    }

    private void closePhones() throws IOException {
        for (Phone phone : phones) {
            phone.close();
        }
        phones.clear();
    }

    private static ScheduledExecutorService threads(String name, int n) {
        return Executors.newScheduledThreadPool(n, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Stops within seconds; everything is kept. */
    @Override
    public void close() {
        life.shutdownNow();
        senders.shutdownNow();
        try {
            boolean stopped = life.awaitTermination(5, TimeUnit.SECONDS);
            stopped &= senders.awaitTermination(5, TimeUnit.SECONDS);
            truth.save();
            if (!stopped) {
                return;
            }
            closePhones();
            bundles.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (OrtException e) {
            throw new IllegalStateException("Could not release a model", e);
        }
    }
}
