package io.plumbline.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
    @TempDir
    Path folder;

    @Test
    void aHomeThatIsAFileIsRefusedWithTheSettingToChange() throws Exception {
        // Given
        Path file = Files.createFile(folder.resolve("home"));

        // When
        assertThatThrownBy(() -> EmbeddedServers.start(file))

                // Then
                .isInstanceOf(EmbeddedFailure.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("is a file")
                .hasMessageContaining("-Dplumbline.home=");
    }

    @Test
    void aHomeBelowAPlaceWhereNobodyMayWriteIsRefused() {
        // When
        assertThatThrownBy(() -> HomeFolder.prepare(Path.of("/proc/plumbline")))

                // Then
                .isInstanceOf(EmbeddedFailure.class)
                .hasMessageContaining("/proc/plumbline cannot be written");
    }

    @Test
    void aHomeWhoseNameAShellWouldReadIsRefused() throws Exception {
        // Given
        Path home = Files.createDirectory(folder.resolve("a$(id)"));

        // When
        assertThatThrownBy(() -> HomeFolder.prepare(home))

                // Then
                .isInstanceOf(EmbeddedFailure.class)
                .hasMessageContaining("a$(id)");
    }

    @Test
    void aFullDiskIsToldWithWhatIsThereAndWhatIsNeeded() {
        // When
        assertThatThrownBy(() -> HomeFolder.requireSpace(folder, Long.MAX_VALUE))

                // Then
                .isInstanceOf(EmbeddedFailure.class)
                .hasMessageContaining("MB free")
                .hasMessageContaining(Long.MAX_VALUE / (1 << 20) + " MB are needed")
                .hasMessageContaining("-Dplumbline.home=");
    }

    @Test
    void aLockIsFreeAgainWhenItsHolderIsGone() {
        // Given
        HomeLock.acquire(folder).close();

        // When
        try (HomeLock again = HomeLock.acquire(folder)) {

            // Then
            assertThat(again).isNotNull();
            assertThatThrownBy(() -> HomeLock.acquire(folder)).isInstanceOf(EmbeddedFailure.class);
        }
    }

    @Test
    void aBusyPortIsToldWithItsRemedyAndAnyPortIsAlwaysFree() throws Exception {
        try (ServerSocket busy = new ServerSocket(0)) {
            // When
            Ports.requireFree("127.0.0.1", 0, "never needed");

            // Then
            assertThatThrownBy(() -> Ports.requireFree("127.0.0.1", busy.getLocalPort(), "Take another."))
                    .isInstanceOf(EmbeddedFailure.class)
                    .hasMessageContaining("127.0.0.1 port " + busy.getLocalPort())
                    .hasMessageContaining("Take another.");
        }
    }

    @Test
    void machinesWithoutPostgresAreNamedAndToldWhatToDo() {
        // When
        assertThatThrownBy(() -> Platform.of("Windows 11", "amd64"))

                // Then
                .hasMessageContaining("Windows 11 on amd64")
                .hasMessageContaining("QUARKUS_DATASOURCE_JDBC_URL");
        assertThat(Platform.of("Linux", "aarch64").archive()).isEqualTo("postgres-linux-arm_64.txz");
        assertThat(Platform.of("Mac OS X", "aarch64").linux()).isFalse();
    }
}
