package io.plumbline.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.plumbline.embedded.EmbeddedServers;
import io.plumbline.kernel.Sha256;
import io.plumbline.store.Blobs.Stored;
import io.plumbline.testing.SettableClock;
import io.plumbline.testing.SharedServers;
import io.plumbline.testing.TestDatabase;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What whoever keeps contents relies on, wherever they lie. */
@ExtendWith(SharedServers.class)
abstract class BlobsContract {
    private static final int THREADS = 3;
    private static final int TURNS = 40;

    static TestDatabase database;
    private static AgroalDataSource pool;

    final SettableClock clock = new SettableClock();
    Transactions transactions;
    KeptBlobs blobs;

    /** The store that is tried, over a database that is empty. */
    abstract KeptBlobs blobs();

    @BeforeAll
    static void open(EmbeddedServers servers) throws Exception {
        database = TestDatabase.create(
                servers, "blobs_" + UUID.randomUUID().toString().replace('-', '_'));
        pool = database.pool();
    }

    @BeforeEach
    void empty() {
        transactions = new Transactions(pool);
        transactions.execute(c -> {
            try (Statement truncate = c.createStatement()) {
                truncate.execute("truncate blob, loose_object");
            }
        });
        blobs = blobs();
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    @Test
    void what_was_put_is_there_byte_for_byte() {
        for (int size : new int[] {0, 1, 70_000, 3_000_000}) {
            byte[] content = content(size);
            // When
            Stored stored = blobs.put(content, "image/png");
            // Then
            assertThat(stored).isEqualTo(new Stored(Sha256.of(content), true));
            Blob read = blobs.get(stored.sha256()).orElseThrow();
            assertThat(read.bytes()).isEqualTo(content);
            assertThat(read.mediaType()).isEqualTo("image/png");
        }
    }

    @Test
    void put_again_it_changes_nothing() {
        // Given
        byte[] content = content(100);
        blobs.put(content, "image/png");
        // When
        Stored again = blobs.put(content, "image/jpeg");
        // Then
        assertThat(again).isEqualTo(new Stored(Sha256.of(content), false));
        assertThat(blobs.get(again.sha256()).orElseThrow().mediaType()).isEqualTo("image/png");
    }

    @Test
    void many_are_kept_at_once_and_the_same_twice_among_them() {
        // Given
        List<Blob> many = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            byte[] content = content(10 + i / 2);
            many.add(new Blob(Sha256.of(content), "image/png", content));
        }
        blobs.put(many.get(7).bytes(), "image/png");
        // When
        blobs.putAll(many);
        // Then
        assertThat(many).allSatisfy(each -> assertThat(
                        blobs.get(each.sha256()).orElseThrow().bytes())
                .isEqualTo(each.bytes()));
    }

    @Test
    void what_is_not_there_is_empty_and_not_known() {
        Sha256 here = blobs.put(content(5), "image/png").sha256();
        Sha256 nowhere = Sha256.of(content(6));
        assertThat(blobs.get(nowhere)).isEmpty();
        assertThat(blobs.known(List.of(here.hex(), nowhere.hex()))).containsExactly(here.hex());
    }

    @Test
    void what_was_deleted_is_gone_and_can_be_put_again() {
        // Given
        byte[] content = content(300);
        byte[] other = content(301);
        Sha256 address = blobs.put(content, "image/png").sha256();
        Sha256 stays = blobs.put(other, "image/png").sha256();
        // When
        blobs.delete(List.of(address, Sha256.of(content(302))));
        // Then
        assertThat(blobs.get(address)).isEmpty();
        assertThat(blobs.known(List.of(address.hex()))).isEmpty();
        assertThat(blobs.get(stays)).isPresent();
        // When
        assertThat(blobs.put(content, "image/png").added()).isTrue();
        // Then
        assertThat(blobs.get(address).orElseThrow().bytes()).isEqualTo(content);
    }

    @Test
    void whoever_puts_and_deletes_the_same_at_once_leaves_a_whole_or_nothing() throws Exception {
        // Given
        List<byte[]> contents = List.of(content(1_000), content(1_001), content(1_002));
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Void>> work = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                Random random = new Random(t);
                work.add(() -> {
                    for (int turn = 0; turn < TURNS; turn++) {
                        byte[] content = contents.get(random.nextInt(contents.size()));
                        if (random.nextInt(3) > 0) {
                            blobs.put(content, "image/png");
                        } else {
                            blobs.delete(List.of(Sha256.of(content)));
                        }
                    }
                    return null;
                });
            }
            // When
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
        // Then
        assertThat(contents).allSatisfy(content -> {
            Sha256 address = Sha256.of(content);
            boolean known = !blobs.known(List.of(address.hex())).isEmpty();
            assertThat(blobs.get(address).isPresent()).isEqualTo(known);
        });
        afterwards(contents);
    }

    /** What else has to hold then. */
    void afterwards(List<byte[]> contents) {
        assertThat(database.number("select count(*) from loose_object")).isZero();
    }

    /** The same for the same size. */
    static byte[] content(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }
}
