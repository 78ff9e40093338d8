package io.plumbline.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventSpoolTest {
    private static final long CAPACITY = 1 << 20;

    @TempDir
    Path folder;

    private File file;

    @BeforeEach
    void chooseFile() {
        file = folder.resolve("events.spool").toFile();
    }

    @Test
    void keepsOrderAndContentOverReopening() throws IOException {
        // Given
        try (EventSpool spool = new EventSpool(file, CAPACITY, true)) {
            spool.append("{\"a\":\"ä😀\"}");
            spool.append("{\"b\":2}");
            spool.append("{\"c\":3}");
            spool.removeThrough(1);
        }

        // When
        try (EventSpool spool = new EventSpool(file, CAPACITY, false)) {
            // Then
            assertThat(jsons(spool)).containsExactly("{\"b\":2}", "{\"c\":3}");
            assertThat(spool.peek(1, 1, Long.MAX_VALUE).get(0).sequence()).isEqualTo(2);
            assertThat(spool.append("{}")).isEqualTo(4);
        }
    }

    @Test
    void behavesAsAQueueInMemoryUnderRandomOperations() throws IOException {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            File own = folder.resolve("model-" + seed).toFile();
            Deque<String> expected = new ArrayDeque<>();
            long removed = 0;
            EventSpool spool = new EventSpool(own, CAPACITY, false);
            for (int step = 0; step < 800; step++) {
                int what = random.nextInt(20);
                if (what < 14) {
                    String event = "{\"" + step + "\":\"" + "x".repeat(random.nextInt(900)) + "\"}";
                    spool.append(event);
                    expected.add(event);
                } else if (what < 18 && !expected.isEmpty()) {
                    int n = 1 + random.nextInt(expected.size());
                    removed += n;
                    spool.removeThrough(removed);
                    for (int i = 0; i < n; i++) {
                        expected.remove();
                    }
                } else if (what == 18) {
                    spool.close();
                    spool = new EventSpool(own, CAPACITY, false);
                }
                assertThat(spool.size()).as("seed %d step %d", seed, step).isEqualTo(expected.size());
            }
            assertThat(jsons(spool)).as("seed %d", seed).containsExactlyElementsOf(expected);
            spool.close();
        }
    }

    @Test
    void aFileCutAnywhereGivesAWholeBeginningOfTheQueue() throws IOException {
        // Given
        List<String> events = new ArrayList<>();
        try (EventSpool spool = new EventSpool(file, CAPACITY, false)) {
            for (int i = 0; i < 6; i++) {
                events.add("{\"event\":" + i + "}");
                spool.append(events.get(i));
            }
        }
        byte[] whole = java.nio.file.Files.readAllBytes(file.toPath());
        for (int length = 0; length <= whole.length; length++) {
            java.nio.file.Files.write(file.toPath(), java.util.Arrays.copyOf(whole, length));

            // When
            try (EventSpool spool = new EventSpool(file, CAPACITY, false)) {
                spool.append("{\"after\":true}");

                // Then
                List<String> kept = jsons(spool);
                assertThat(kept.subList(0, kept.size() - 1)).isEqualTo(events.subList(0, kept.size() - 1));
                assertThat(kept).endsWith("{\"after\":true}");
            }
        }
    }

    @Test
    void aFlippedByteCostsOneEventAndIsCounted() throws IOException {
        // Given
        try (EventSpool spool = new EventSpool(file, CAPACITY, false)) {
            spool.append("{\"first\":1}");
            spool.append("{\"second\":2}");
            spool.append("{\"third\":3}");
        }
        try (RandomAccessFile raw = new RandomAccessFile(file, "rw")) {
            raw.seek(SpoolFile.START + 18);
            raw.write('!');
        }

        // When
        try (EventSpool spool = new EventSpool(file, CAPACITY, false)) {
            // Then
            assertThat(jsons(spool)).containsExactly("{\"second\":2}", "{\"third\":3}");
            assertThat(spool.damaged()).isEqualTo(1);
        }
    }

    @Test
    void theOldestGiveWayAndAreCounted() throws IOException {
        // Given
        String event = "{\"x\":\"" + "x".repeat(10_000) + "\"}";
        try (EventSpool spool = new EventSpool(file, 100_000, false)) {
            // When
            for (int i = 0; i < 25; i++) {
                spool.append(event);
            }

            // Then
            assertThat(spool.size() + spool.dropped()).isEqualTo(25);
            assertThat(spool.size()).isEqualTo(9);
        }
        try (EventSpool spool = new EventSpool(file, 100_000, false)) {
            assertThat(spool.dropped()).isEqualTo(16);
            assertThat(spool.peek(1, 1, Long.MAX_VALUE).get(0).sequence()).isEqualTo(17);
        }
        assertThat(file.length()).isLessThan(400_000);
    }

    @Test
    void refusesWhatItCannotKeep() throws IOException {
        try (EventSpool spool = new EventSpool(file, CAPACITY, false)) {
            assertThatIllegalArgumentException().isThrownBy(() -> spool.append("{\n}"));
            assertThatIllegalArgumentException().isThrownBy(() -> spool.append("x".repeat(65_537)));
            assertThatIllegalArgumentException().isThrownBy(() -> spool.removeThrough(1));
        }
        java.nio.file.Files.writeString(file.toPath(), "something of another program");
        assertThatIOException().isThrownBy(() -> new EventSpool(file, CAPACITY, false));
    }

    @Test
    void twoThreadsAppendWhileAThirdRemovesAndNothingIsLost() throws Exception {
        // Given
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Long> taken = new ArrayList<>();
        try (EventSpool spool = new EventSpool(file, 64 << 20, false)) {
            // When
            List<Future<?>> writers = new ArrayList<>();
            for (int t = 0; t < 2; t++) {
                writers.add(threads.submit(() -> {
                    for (int i = 0; i < 2_000; i++) {
                        spool.append("{\"i\":" + i + "}");
                    }
                    return true;
                }));
            }
            while (taken.size() < 4_000) {
                for (EventSpool.Event event : spool.peek(100, 1 << 20, Long.MAX_VALUE)) {
                    taken.add(event.sequence());
                    spool.removeThrough(event.sequence());
                }
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        }

        // Then
        threads.shutdown();
        assertThat(taken).hasSize(4_000).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aKilledProcessLosesNothingThatWasAppended() throws Exception {
        for (int kill = 0; kill < 4; kill++) {
            // Given
            Process child = new ProcessBuilder(
                            System.getProperty("java.home") + "/bin/java",
                            "-Xmx64m",
                            "-cp",
                            place(EventSpool.class) + File.pathSeparator + place(Appender.class),
                            Appender.class.getName(),
                            file.getPath())
                    .redirectErrorStream(true)
                    .start();
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));

            // When
            String last = "";
            for (int i = 0; i < 300 + new Random(kill).nextInt(2_000); i++) {
                last = out.readLine();
            }
            // By its handle, since Process itself would close the stream that we still read.
            child.toHandle().destroyForcibly();
            String line = out.readLine();
            while (line != null && line.endsWith(".")) {
                last = line;
                line = out.readLine();
            }
            child.waitFor();

            // Then
            String[] appendedAndRemoved = last.replace(".", "").split(" ", -1);
            try (EventSpool spool = new EventSpool(file, 64 << 20, false)) {
                assertThat(spool.lastSequence()).isGreaterThanOrEqualTo(Long.parseLong(appendedAndRemoved[0]));
                List<EventSpool.Event> left = spool.peek(1_000_000, 64 << 20, Long.MAX_VALUE);
                long first =
                        left.isEmpty() ? spool.lastSequence() + 1 : left.get(0).sequence();
                assertThat(first).isGreaterThan(Long.parseLong(appendedAndRemoved[1]));
                for (int i = 0; i < left.size(); i++) {
                    assertThat(left.get(i).sequence()).isEqualTo(first + i);
                    assertThat(left.get(i).json())
                            .startsWith("{\"n\":" + left.get(i).sequence() + ",");
                }
                assertThat(spool.damaged()).isZero();
            }
        }
    }

    private static String place(Class<?> of) throws Exception {
        return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    /** Appends and removes until it is killed, saying after each step how far it is. */
    static final class Appender {
        public static void main(String[] args) throws IOException {
            EventSpool spool = new EventSpool(new File(args[0]), 64 << 20, false);
            long removed = 0;
            while (true) {
                long next = spool.lastSequence() + 1;
                long appended = spool.append("{\"n\":" + next + ",\"x\":\"" + "x".repeat((int) (next % 700)) + "\"}");
                if (next % 50 == 0) {
                    removed = next - 20;
                    spool.removeThrough(removed);
                }
                System.out.println(appended + " " + removed + ".");
            }
        }
    }

    private static List<String> jsons(EventSpool spool) throws IOException {
        List<String> jsons = new ArrayList<>();
        for (EventSpool.Event event : spool.peek(Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE)) {
            jsons.add(event.json());
        }
        return jsons;
    }
}
