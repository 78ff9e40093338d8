package io.plumbline.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.testing.Await;
import io.plumbline.testing.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {
    private static final String KIND = "plumbline-try";

    @TempDir
    Path parent;

    @Test
    void it_goes_when_it_is_closed_and_others_of_this_process_stay() throws IOException {
        // When
        try (TemporaryFolder one = TemporaryFolder.create(parent, KIND)) {
            Files.writeString(one.path().resolve("picture"), "private");
            try (TemporaryFolder two = TemporaryFolder.create(parent, KIND)) {
                // Then
                assertThat(two.path()).isEmptyDirectory();
                assertThat(one.path().resolve("picture")).exists();
            }
            TemporaryFolder.create(parent, KIND).close();
            assertThat(one.path().resolve("picture")).exists();
        }
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void that_of_another_process_stays_until_that_is_killed() throws IOException {
        // Given
        try (Child other = new Child(
                "other",
                Files.createDirectory(parent.resolve("log")),
                List.of("-cp", System.getProperty("java.class.path"), Other.class.getName(), parent.toString()))) {
            Await.until("it has one", Duration.ofSeconds(30), () -> {
                other.requireAlive();
                return !left().isEmpty();
            });
            // When
            TemporaryFolder.create(parent, KIND).close();
            // Then
            assertThat(left()).hasSize(1).allSatisfy(path -> assertThat(path).isNotEmptyDirectory());
            // When
            other.kill();
            TemporaryFolder.create(parent, KIND).close();
            // Then
            assertThat(left()).isEmpty();
        }
    }

    private List<Path> left() {
        try (Stream<Path> all = Files.list(parent)) {
            return all.filter(path -> path.getFileName().toString().startsWith(KIND))
                    .filter(path -> Files.exists(path.resolve("picture")))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** A process that has a folder, and would for ever. */
    static final class Other {
        private Other() {}

        public static void main(String[] arguments) throws IOException {
            TemporaryFolder folder = TemporaryFolder.create(Path.of(arguments[0]), KIND);
            Files.writeString(folder.path().resolve("picture"), "private");
            LockSupport.parkNanos(Duration.ofMinutes(5).toNanos());
            folder.close();
        }
    }
}
