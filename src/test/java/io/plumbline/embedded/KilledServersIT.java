package io.plumbline.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.testing.TemporaryHome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KilledServersIT {
    /** About 5 s on an idle machine; a start that waits for the orphan to answer would take a minute. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void afterAKillTheNextStartTakesOverWhatWasAcknowledged() throws Exception {
        try (TemporaryHome home = new TemporaryHome()) {
            // Given
            Process child = startAndWaitForDeposit(home.folder());
            assertThat(Processes.serversOf(home.folder())).hasSize(1);
            child.destroyForcibly().waitFor();
            assertThat(Processes.serversOf(home.folder())).as("the orphan").hasSize(1);
            long begin = System.nanoTime();

            // When
            try (EmbeddedServers servers = EmbeddedServers.start(home.options())) {

                // Then
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(PATIENCE);
                Deposits deposits = new Deposits(servers);
                assertThat(deposits.inPostgres()).containsExactly("of the killed");
                assertThat(deposits.inKafka()).containsExactly("of the killed");
                deposits.put("of the survivor");
                assertThat(deposits.inKafka()).hasSize(2);
                assertThat(Processes.serversOf(home.folder())).hasSize(1);
            }
            assertThat(Processes.serversOf(home.folder())).isEmpty();
        }
    }

    @Test
    void whenEverythingWasKilledTheNextStartRecovers() throws Exception {
        try (TemporaryHome home = new TemporaryHome()) {
            // Given
            Process child = startAndWaitForDeposit(home.folder());
            child.destroyForcibly().waitFor();
            for (ProcessHandle orphan : Processes.serversOf(home.folder())) {
                orphan.destroyForcibly();
                orphan.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }

            // When
            try (EmbeddedServers servers = EmbeddedServers.start(home.options())) {

                // Then
                assertThat(new Deposits(servers).inPostgres()).containsExactly("of the killed");
                assertThat(new Deposits(servers).inKafka()).containsExactly("of the killed");
            }
        }
    }

    private static Process startAndWaitForDeposit(Path home) throws Exception {
        Process child = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        home.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var said = child.inputReader()) {
            assertThat(said.lines().anyMatch("ready"::equals))
                    .as("the child is ready")
                    .isTrue();
        }
        return child;
    }

    /** Another Java machine that starts the servers, puts something in, says so and waits to be killed. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws Exception {
            EmbeddedServers servers = EmbeddedServers.start(
                    EmbeddedOptions.both(Path.of(arguments[0])).withBinaries(TemporaryHome.binaries()));
            new Deposits(servers).put("of the killed");
            System.out.println("ready");
            Thread.currentThread().join();
        }
    }
}
