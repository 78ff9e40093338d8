package io.plumbline.demo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtSession;
import io.plumbline.client.LoopbackPlumbline;
import io.plumbline.kernel.Truth;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
    private static final DemoSettings SMALL = new DemoSettings(
            "garments",
            40,
            400,
            1_800,
            12,
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            0.1,
            1.0,
            Duration.ofMillis(300),
            Duration.ofMinutes(30),
            true);

    @TempDir
    Path home;

    private Demo demo(LoopbackPlumbline server) throws IOException {
        Demo demo = new Demo(new Demo.Access(server.url(), "d", "m"), home, SMALL, InstantSource.system(), 5);
        demo.start();
        return demo;
    }

    /** The demo lives on real time: what is awaited is a state, with a deadline, never a duration. */
    private static void await(BooleanSupplier state) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!state.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            assertThat(never.await(20, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    private static boolean seen(LoopbackPlumbline server, String part) {
        return server.events().values().stream().anyMatch(event -> event.contains(part));
    }

    @Test
    void theFleetSetsItselfUpSpeaksDriftsAndSurvivesARestart() throws Exception {
        try (LoopbackPlumbline server = new LoopbackPlumbline()) {
            long first;
            // When
            try (Demo demo = demo(server)) {
                await(() -> seen(server, "\"device\":\"Tecno KC9\"") && seen(server, "correction.v1"));

                // Then
                assertThat(server.stage("1")).isEqualTo("live");
                assertThat(server.images()).isNotEmpty();
                assertThat(demo.truth().errors("garments"))
                        .extracting(Truth.Point::segment)
                        .contains("Tecno KC8", "Tecno KC9", "Nokia G22");
                assertThat(demo.truth().errors("another")).isEmpty();
                first = demo.truth().errors("garments").stream()
                        .mapToLong(Truth.Point::n)
                        .sum();
            }
            assertEverythingNamedIsThere(server);

            // When
            int before = server.events().size();
            Instant last = lastTime(server);
            try (Demo demo = demo(server)) {
                await(() -> server.events().size() > before + 400);

                // Then
                assertThat(demo.truth().errors("garments").stream()
                                .mapToLong(Truth.Point::n)
                                .sum())
                        .isGreaterThan(first);
            }
            assertThat(lastTime(server)).isBetween(last, last.plus(Duration.ofDays(2)));
            assertThat(server.order())
                    .filteredOn("POST /v1/models/garments/versions"::equals)
                    .hasSize(1);
            assertThat(server.order())
                    .filteredOn("POST /v1/models/garments/pictures"::equals)
                    .hasSize(1);
            assertThat(server.conflicts()).isZero();
        }
    }

    @Test
    void aServerThatGoesAndComesBackGetsEverythingOnceAndTheLedgerAgrees() throws Exception {
        // Given
        LoopbackPlumbline first = new LoopbackPlumbline();
        int port = first.port();
        int sent;
        Demo demo = demo(first);
        try {
            await(() -> first.events().size() > 500);
            first.willFail(LoopbackPlumbline.Fault.ANSWER_LOST);
            first.willFail(LoopbackPlumbline.Fault.HALF_OF_THE_RESULTS);
            await(() -> first.events().size() > 900);

            // When
            first.close();
            sent = first.events().size();
            try (LoopbackPlumbline second = new LoopbackPlumbline(port)) {
                await(() -> second.events().size() > 500);
                boolean drained = demo.drain(Duration.ofSeconds(30));

                // Then
                assertThat(drained).isTrue();
                Map<String, String> both = first.events();
                both.putAll(second.events());
                AckLedger.Totals totals = demo.acknowledged();
                assertThat(totals.predictions() + totals.corrections()).isEqualTo(both.size());
                assertThat(sent).isGreaterThan(900);
                assertThat(totals.rejected()).isZero();
            }
        } finally {
            demo.close();
            first.close();
        }
    }

    @Test
    void aPromotedCandidateReachesThePhones() throws Exception {
        try (LoopbackPlumbline server = new LoopbackPlumbline();
                Demo demo = demo(server)) {
            // Given
            await(() -> seen(server, "\"version\":\"1\""));

            // When
            server.candidate("2", SecondVersion.of(DemoSetup.FIRST_BUNDLE));

            // Then
            await(() -> server.stage("2").equals("live") && seen(server, "\"version\":\"2\""));
            assertThat(demo.truth().errors("garments"))
                    .extracting(Truth.Point::version)
                    .contains("1", "2");
        }
    }

    @Test
    void killedAtRandomMomentsItStillAcknowledgesExactlyWhatTheServerHas() throws Exception {
        try (LoopbackPlumbline server = new LoopbackPlumbline()) {
            // Given
            for (int kill = 0; kill < 3; kill++) {
                int enough = server.events().size() + 300 + new Random(kill).nextInt(400);
                Process child = Killed.start(server.url(), home);
                await(() -> server.events().size() > enough);
                child.destroyForcibly().waitFor();
            }

            // When
            try (Demo demo = demo(server)) {
                int before = server.events().size();
                await(() -> server.events().size() > before + 300);
                boolean drained = demo.drain(Duration.ofSeconds(30));

                // Then
                assertThat(drained).isTrue();
                AckLedger.Totals totals = demo.acknowledged();
                assertThat(totals.predictions() + totals.corrections())
                        .isEqualTo(server.events().size());
                assertThat(server.conflicts()).isZero();
                assertEverythingNamedIsThere(server);
            }
        }
    }

    /** A demo in a process of its own, which waits to be killed. */
    static final class Killed {
        static Process start(String url, Path home) throws Exception {
            Set<String> places = new LinkedHashSet<>();
            for (Class<?> type : List.of(Demo.class, Killed.class, Truth.class, OrtSession.class)) {
                places.add(Path.of(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toString());
            }
            // The pictures lie where the resources are, which need not be where the classes are.
            URI pictures = Objects.requireNonNull(Demo.class.getResource(DemoSetup.FIRST_BUNDLE))
                    .toURI();
            places.add(Path.of(pictures).getParent().getParent().toString());
            return new ProcessBuilder(
                            System.getProperty("java.home") + "/bin/java",
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            String.join(File.pathSeparator, places),
                            Killed.class.getName(),
                            url,
                            home.toString())
                    .inheritIO()
                    .start();
        }

        public static void main(String[] args) throws Exception {
            new Demo(new Demo.Access(args[0], "d", "m"), Path.of(args[1]), SMALL, InstantSource.system(), 5).start();
            new CountDownLatch(1).await();
        }
    }

    private static void assertEverythingNamedIsThere(LoopbackPlumbline server) {
        server.events().values().forEach(event -> {
            int at = event.indexOf("sha256:");
            if (at >= 0) {
                assertThat(server.images()).containsKey(event.substring(at + 7, at + 71));
            }
        });
    }

    private static Instant lastTime(LoopbackPlumbline server) {
        return server.events().values().stream()
                .map(event -> {
                    int at = event.indexOf("\"time\":\"") + 8;
                    return Instant.parse(event.substring(at, event.indexOf('"', at)));
                })
                .max(Instant::compareTo)
                .orElseThrow();
    }
}
