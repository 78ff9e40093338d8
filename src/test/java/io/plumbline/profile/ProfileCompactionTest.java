package io.plumbline.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.plumbline.embedded.EmbeddedServers;
import io.plumbline.kernel.Cell;
import io.plumbline.kernel.ModelCatalog;
import io.plumbline.kernel.Slice;
import io.plumbline.stats.Histogram;
import io.plumbline.store.StoreException;
import io.plumbline.store.Transactions;
import io.plumbline.testing.SharedServers;
import io.plumbline.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What batches note comes to be in the profiles, once. */
@ExtendWith(SharedServers.class)
class ProfileCompactionTest {
    private static final ModelCatalog.Facts FACTS = new ModelCatalog.Facts("garments", List.of("os"));
    private static final Instant NOON = Instant.parse("2026-11-01T12:34:56Z");
    private static final String FLEET = " from profile where segment_key = ''";
    private static int databases;

    private final ProfileTable table = new ProfileTable(new ObjectMapper());
    private TestDatabase database;
    private AgroalDataSource pool;
    private Transactions transactions;

    @BeforeEach
    void open(EmbeddedServers servers) throws SQLException {
        database = TestDatabase.create(servers, "compaction" + databases++);
        pool = database.pool();
        transactions = new Transactions(pool);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private static Slice slice(String device, int hour, String os) {
        return Slice.of(FACTS, "3", NOON.plusSeconds(3600L * hour), device, Map.of("os", os, "undeclared", "x"));
    }

    private void append(DeltaCodec.Writer delta) {
        transactions.execute(c -> table.append(c, delta));
    }

    @Test
    void whatBatchesNoteIsAddedUpByCell() {
        // Given
        SplittableRandom random = new SplittableRandom(3);
        Histogram expected = new Histogram();
        Histogram brightness = new Histogram();
        long fours = 0;
        for (int batch = 0; batch < 7; batch++) {
            DeltaCodec.Writer delta = new DeltaCodec.Writer();
            for (int i = 0; i < 1_000; i++) {
                double confidence = random.nextDouble();
                expected.add(confidence);
                String os = "android-" + random.nextInt(5);
                fours += os.equals("android-4") ? 1 : 0;
                Optional<String> label = i % 4 == 0 ? Optional.empty() : Optional.of("coat");
                Map<String, Double> inputs = i % 3 == 0 ? Map.of() : Map.of("brightness", confidence, "iso", 1600.0);
                if (i % 3 != 0) {
                    brightness.add(InputScale.unit((float) confidence));
                }
                delta.add(slice("d" + random.nextInt(50), random.nextInt(300), os), label, confidence, inputs);
            }
            append(delta);
            // When: in between too, so that some cells are there already
            if (batch % 3 == 0) {
                ProfileSinks.compaction(transactions).compact();
            }
        }
        ProfileSinks.compaction(transactions).compact();
        // Then
        assertThat(database.number("select count(*) from profile_delta")).isZero();
        assertThat(database.number("select count(*)" + FLEET)).isGreaterThan(2_000);
        assertThat(database.number("select sum(n) from profile where segment_value = 'android-4'"))
                .isEqualTo(fours);
        assertThat(database.number("select sum((labels->>'coat')::bigint)" + FLEET))
                .isEqualTo(7 * 750);
        Histogram sum = new Histogram();
        database.text("select encode(confidence, 'hex')" + FLEET)
                .lines()
                .forEach(hex -> sum.merge(Histogram.fromBytes(HexFormat.of().parseHex(hex))));
        assertThat(sum).isEqualTo(expected);
        Histogram bright = new Histogram();
        database.text("select encode(inputs, 'hex')" + FLEET)
                .lines()
                .map(hex -> InputsCodec.decode(HexFormat.of().parseHex(hex)))
                .filter(inputs -> !inputs.isEmpty())
                .forEach(inputs -> bright.merge(inputs.get("brightness")));
        assertThat(bright).isEqualTo(brightness);
    }

    @Test
    void severalAtOnceCountEachOnce() throws Exception {
        // Given
        int threads = 3;
        ExecutorService all = Executors.newFixedThreadPool(threads);
        CyclicBarrier together = new CyclicBarrier(threads);
        List<Future<?>> done = new ArrayList<>();
        // When each notes and adds up, as three processes do
        for (int thread = 0; thread < threads; thread++) {
            done.add(all.submit(() -> {
                ProfileCompaction compaction = ProfileSinks.compaction(transactions);
                for (int batch = 0; batch < 30; batch++) {
                    DeltaCodec.Writer delta = new DeltaCodec.Writer();
                    delta.add(slice("d", 0, "android-1"), Optional.of("coat"), 0.5, Map.of());
                    together.await();
                    append(delta);
                    compaction.compact();
                }
                return null;
            }));
        }
        for (Future<?> each : done) {
            each.get();
        }
        all.shutdown();
        ProfileSinks.compaction(transactions).compact();
        // Then
        assertThat(database.number("select n" + FLEET)).isEqualTo(90);
        assertThat(database.text("select labels" + FLEET)).isEqualTo("{\"coat\": 90}");
    }

    @Test
    void whatCannotBeAddedStaysNoted() {
        // Given
        DeltaCodec.Writer delta = new DeltaCodec.Writer();
        delta.add(slice("d", 0, "android-1"), Optional.of("coat"), 0.5, Map.of());
        append(delta);
        transactions.execute(c -> c.createStatement().execute("alter table profile rename to profile_gone"));
        // When
        assertThatThrownBy(() -> ProfileSinks.compaction(transactions).compact())
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("profile");
        transactions.execute(c -> c.createStatement().execute("alter table profile_gone rename to profile"));
        ProfileSinks.compaction(transactions).compact();
        // Then
        assertThat(database.number("select sum(n)" + FLEET)).isEqualTo(1);
        assertThat(database.number("select count(*) from profile_delta")).isZero();
    }

    @Test
    void aSliceComesBackAsItWas() {
        // Given
        ModelCatalog.Facts facts = new ModelCatalog.Facts("\u0000\uD83D\uDE00", List.of("\"", "none"));
        Slice odd = new Slice(
                facts, "", Instant.parse("1931-02-03T04:00:00Z"), Cell.SHARDS - 1, List.of("ü", "(not given)"));
        DeltaCodec.Writer delta = new DeltaCodec.Writer();
        delta.add(odd, Optional.of(""), Double.MIN_VALUE, Map.of("brightness", -1e300, "iso", 1600.0));
        delta.add(odd, Optional.empty(), 1, Map.of());
        List<Object> seen = new ArrayList<>();
        // When
        DeltaCodec.read(
                delta.bytes(),
                (slice, label, confidence, inputs) -> seen.add(List.of(slice, label, confidence, inputs)));
        // Then
        assertThat(seen)
                .containsExactly(
                        List.of(
                                odd,
                                Optional.of(""),
                                Double.MIN_VALUE,
                                Map.of("brightness", -Float.MAX_VALUE, "iso", 1600f)),
                        List.of(odd, Optional.empty(), 1.0, Map.of()));
        assertThatThrownBy(() -> DeltaCodec.read(new byte[] {9}, (slice, label, confidence, inputs) -> {}))
                .hasMessageContaining("format 9");
    }
}
