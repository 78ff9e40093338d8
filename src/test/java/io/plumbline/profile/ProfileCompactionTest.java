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
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
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
    void ofManyStatisticsTheFirstStayInWhateverOrder() {
        // Given forty names, in some order, in several batches of which each has more than are kept
        List<Integer> names = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            names.addAll(List.of(i, i, i));
        }
        Collections.shuffle(names, new Random(5));
        for (List<Integer> batch : List.of(names.subList(0, 50), names.subList(50, 80), names.subList(80, 120))) {
            DeltaCodec.Writer delta = new DeltaCodec.Writer();
            for (int name : batch) {
                Map<String, Double> inputs = Map.of("input" + (10 + name), name / 40.0);
                delta.add(slice("d", 0, "android-1"), Optional.empty(), 0.5, inputs);
            }
            append(delta);
            // When
            ProfileSinks.compaction(transactions).compact();
        }
        // Then
        byte[] stored = HexFormat.of().parseHex(database.text("select encode(inputs, 'hex')" + FLEET));
        SortedMap<String, Histogram> expected = new TreeMap<>();
        for (int i = 0; i < 16; i++) {
            Histogram histogram = new Histogram();
            for (int n = 0; n < 3; n++) {
                histogram.add(InputScale.unit((float) (i / 40.0)));
            }
            expected.put("input" + (10 + i), histogram);
        }
        assertThat(InputsCodec.decode(stored)).isEqualTo(expected);
        assertThat(stored).isEqualTo(InputsCodec.encode(expected));
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
        // When
        DeltaCodec.Rows rows = new DeltaCodec.Rows(delta.bytes());
        // Then
        Map<String, Float> inputs = new HashMap<>();
        assertThat(rows.next()).isTrue();
        assertThat(slice(rows)).isEqualTo(odd);
        assertThat(rows.label).isEmpty();
        assertThat(rows.confidence).isEqualTo(Double.MIN_VALUE);
        for (int i = 0; i < rows.inputs; i++) {
            inputs.put(rows.names[i], rows.numbers[i]);
        }
        assertThat(inputs).isEqualTo(Map.of("brightness", -Float.MAX_VALUE, "iso", 1600f));
        assertThat(rows.next()).isTrue();
        assertThat(slice(rows)).isEqualTo(odd);
        assertThat(rows.label).isNull();
        assertThat(rows.confidence).isEqualTo(1.0);
        assertThat(rows.inputs).isZero();
        assertThat(rows.next()).isFalse();
        assertThatThrownBy(() -> new DeltaCodec.Rows(new byte[] {9})).hasMessageContaining("format 9");
        DeltaCodec.Rows cut = new DeltaCodec.Rows(Arrays.copyOf(delta.bytes(), 30));
        assertThatThrownBy(cut::next).hasMessageContaining("cut off");
    }

    private static Slice slice(DeltaCodec.Rows rows) {
        List<String> values = Arrays.stream(
                        rows.values, 0, rows.facts().segments().size())
                .mapToObj(rows::text)
                .toList();
        return new Slice(
                rows.facts(), rows.text(rows.version), Instant.ofEpochSecond(3600 * rows.hour), rows.shard, values);
    }

    /** Deltas of both formats may lie in a database that is updated. */
    @Test
    void whatEarlierVersionsNotedIsRead() {
        // Given
        Slice slice = slice("d", 0, "android-1");
        DeltaCodec.Writer delta = new DeltaCodec.Writer();
        delta.add(slice, Optional.of("coat"), 0.5, Map.of("brightness", 0.25));
        String one = "010000" + utf("garments") + "0101" + utf("os") + "02" + utf("3") + "b8e83c"
                + String.format("%02x", slice.shard()) + "03" + utf("android-1") + "0104" + utf("coat")
                + "3fe0000000000000";
        String two = "02" + one.substring(2) + "0105" + utf("brightness") + "3e800000";
        // When
        DeltaCodec.Rows rows = new DeltaCodec.Rows(HexFormat.of().parseHex(one));
        // Then
        assertThat(HexFormat.of().formatHex(delta.bytes())).isEqualTo(two);
        assertThat(rows.next()).isTrue();
        assertThat(slice(rows)).isEqualTo(slice);
        assertThat(rows.label).isEqualTo("coat");
        assertThat(rows.confidence).isEqualTo(0.5);
        assertThat(rows.inputs).isZero();
        assertThat(rows.next()).isFalse();
    }

    private static String utf(String text) {
        return String.format("%04x", text.length())
                + HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }
}
