package io.plumbline.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.testing.TemporaryHome;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class EmbeddedServersIT {

    @Test
    void whatWasAcknowledgedIsThereAfterARestartAndNothingIsLeftRunning() throws Exception {
        try (TemporaryHome home = new TemporaryHome()) {
            // Given
            try (EmbeddedServers cold = EmbeddedServers.start(home.options())) {
                new Deposits(cold).put("before");
            }
            assertThat(Processes.serversOf(home.folder())).isEmpty();

            // When
            try (EmbeddedServers warm = EmbeddedServers.start(home.options())) {

                // Then
                Deposits deposits = new Deposits(warm);
                assertThat(deposits.inPostgres()).containsExactly("before");
                assertThat(deposits.inKafka()).containsExactly("before");
                deposits.put("later");
                assertThat(deposits.inKafka()).containsExactly("before", "later");
                assertThat(deposits.setting("fsync")).isEqualTo("on");
                assertThat(deposits.setting("unix_socket_directories")).isEmpty();
                assertThat(deposits.setting("log_timezone")).isEqualTo("UTC");
                assertThat(PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(home.folder().resolve("postgres/password"))))
                        .isEqualTo("rw-------");
            }
            assertThat(Processes.serversOf(home.folder())).isEmpty();
        }
    }

    @Test
    void aSecondCopyIsRefusedAndAnotherHomeRunsBesideIt() throws Exception {
        try (TemporaryHome home = new TemporaryHome();
                TemporaryHome other = new TemporaryHome();
                EmbeddedServers first = EmbeddedServers.start(home.options())) {
            // When
            assertThatThrownBy(() -> EmbeddedServers.start(home.options()))

                    // Then
                    .isInstanceOf(EmbeddedFailure.class)
                    .hasMessageContaining(home.folder().toString())
                    .hasMessageContaining("process " + ProcessHandle.current().pid())
                    .hasMessageContaining("-Dplumbline.home=");
            try (EmbeddedServers beside = EmbeddedServers.start(other.options())) {
                new Deposits(beside).put("beside");
                new Deposits(first).put("first");
                assertThat(new Deposits(beside).inPostgres()).containsExactly("beside");
                assertThat(new Deposits(first).inKafka()).containsExactly("first");
            }
            assertThat(Processes.serversOf(home.folder())).hasSize(1);
        }
    }

    @Test
    void aDatabaseOfAnotherMajorVersionIsRefusedAndNothingIsLeftRunning() throws Exception {
        try (TemporaryHome home = new TemporaryHome()) {
            // Given
            EmbeddedOptions onlyPostgres = home.options().only(true, false);
            EmbeddedServers.start(onlyPostgres).close();
            Files.writeString(home.folder().resolve("postgres/version"), "17\n");

            // When
            assertThatThrownBy(() -> EmbeddedServers.start(home.options()))

                    // Then
                    .isInstanceOf(EmbeddedFailure.class)
                    .hasMessageContaining("PostgreSQL 17")
                    .hasMessageContaining("carries 18");
            Files.writeString(home.folder().resolve("postgres/version"), "18\n");
            EmbeddedServers.start(onlyPostgres).close();
        }
    }

    @Test
    void aBusyConfiguredPortIsNamedWithItsSetting() throws Exception {
        try (TemporaryHome home = new TemporaryHome();
                ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Given
            OptionalInt port = OptionalInt.of(busy.getLocalPort());

            // When
            assertThatThrownBy(() -> EmbeddedServers.start(
                            home.options().only(true, false).onPorts(port, OptionalInt.empty())))

                    // Then
                    .hasMessageContaining("port " + busy.getLocalPort())
                    .hasMessageContaining("-Dplumbline.postgres.port");
            assertThatThrownBy(() -> EmbeddedServers.start(
                            home.options().only(false, true).onPorts(OptionalInt.empty(), port)))
                    .hasMessageContaining("port " + busy.getLocalPort())
                    .hasMessageContaining("-Dplumbline.kafka.port");
        }
    }

    @Test
    void whenOneServerDoesNotStartTheOtherIsNotLeftRunningAndTheHomeIsFree() throws Exception {
        try (TemporaryHome home = new TemporaryHome();
                ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Given
            OptionalInt port = OptionalInt.of(busy.getLocalPort());

            // When
            assertThatThrownBy(() -> EmbeddedServers.start(home.options().onPorts(OptionalInt.empty(), port)))

                    // Then
                    .isInstanceOf(EmbeddedFailure.class);
            assertThat(Processes.serversOf(home.folder())).isEmpty();
            HomeLock.acquire(home.folder()).close();
        }
    }

    @Test
    void aPidFileThatNamesAnotherProcessIsNoObstacle() throws Exception {
        try (TemporaryHome home = new TemporaryHome()) {
            // Given
            EmbeddedOptions onlyPostgres = home.options().only(true, false);
            EmbeddedServers.start(onlyPostgres).close();
            Path pid = home.folder().resolve("postgres/data/postmaster.pid");
            Files.writeString(pid, ProcessHandle.current().pid() + "\n" + pid.getParent() + "\n1\n5432\n\n127.0.0.1\n");

            // When
            try (EmbeddedServers servers = EmbeddedServers.start(onlyPostgres)) {

                // Then
                assertThat(new Deposits(servers).setting("server_version")).isEqualTo(PostgresBinaries.VERSION);
                assertThat(ProcessHandle.current().isAlive()).isTrue();
            }
        }
    }

    @Test
    void serversThatWereNotWantedAreNeitherStartedNorConfigured() {
        try (TemporaryHome home = new TemporaryHome();
                EmbeddedServers servers = EmbeddedServers.start(home.options().only(false, false))) {
            // When
            assertThat(servers.settings()).isEmpty();

            // Then
            assertThatThrownBy(servers::jdbcUrl).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(servers::bootstrapServers).isInstanceOf(IllegalStateException.class);
        }
    }
}
