package io.plumbline.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.access.Roles;
import io.plumbline.access.Tokens;
import io.plumbline.drift.signal.SegmentWatch;
import io.plumbline.registry.Models;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.report.Page;
import io.plumbline.stats.report.Table;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.testing.ProfileDays;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What an evaluation of all models costs, and that it reads no event: only hours. {@code -Devaluation.models=1000} has the
 * number of models that docs/performance.md speaks of, and puts its tables there. Of every two-hundredth model two weeks lie behind the
 * two days that all have, in all shards of devices: so much the evidence of its segments reads.
 */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
@Sql
class EvaluationCostTest {
    private static final int MODELS = Integer.getInteger("evaluation.models", 10);
    private static final int DOCUMENTED = 1_000;
    private static final int LONG_HEARD = Math.max(1, MODELS / 200);
    private static final int WEEKS = 14 * 24;
    private static final int OPENED = 20;
    private static final int HOURS = 48;
    private static final int SOME = 6;
    private static final String FIRST = "timestamptz '2026-03-02T00:00:00Z'";
    private static final double BILLION = 1e9;

    /** One fleet, and fifty segment values under three keys. */
    private static final String PLACES = """
        (select '' as key, '' as value union all select 'make', 'make ' || i from generate_series(1, 20) i
         union all select 'country', 'country ' || i from generate_series(1, 25) i
         union all select 'app', 'app ' || i from generate_series(1, 5) i) as place
        """;

    /** A hundred counted outcomes of each model. */
    private static final String OUTCOMES = """
        insert into outcome (source, id, correction_source, correction_id, corrected_at, corrected, correct, actor, dirty,
            model, version, window_at, predicted, confidence, propensity, error, counted_keys)
        select 'cost-' || i, n, 'x', 'x', now(), 'a', true, 'x', false, 'cost-' || i, '1', %s, 'a', 0.9, 0.02, false, '{}'
        from generate_series(1, ?) i, generate_series(1, 100) n
        """.formatted(FIRST);

    @Inject
    Evaluator evaluator;

    @Inject
    Models models;

    @Inject
    Incidents incidents;

    @Inject
    SegmentWatch segments;

    @Inject
    Tokens tokens;

    @TestHTTPResource("/")
    URI base;

    @Inject
    Transactions transactions;

    /** A round over all models. */
    private record Round(String what, double seconds, long rawRead) {}

    @Test
    void aRoundOverAllModelsReadsHoursAndNoEvents() throws IOException {
        // Given
        register();
        // Some at a time: the driver waits for a statement no longer than a minute.
        for (int from = 0; from < HOURS; from += SOME) {
            hours(1, from, Math.min(HOURS, from + SOME));
        }
        hours(MODELS + 1 - LONG_HEARD, -WEEKS, 0);
        transactions.execute(c -> {
            try (Statement statement = c.createStatement()) {
                statement.execute("analyze");
            }
        });
        List<Round> rounds = new ArrayList<>();
        // When
        rounds.add(round("all hours are new"));
        hours(1, HOURS, HOURS + 1);
        rounds.add(round("one more hour of every model, a day has ended, segments due"));
        Round rest = untilNoSegmentIsDue();
        hours(1, HOURS + 1, HOURS + 2);
        rounds.add(round("one more hour of every model"));
        rounds.add(round("nothing new"));
        rounds.add(rest);
        // Then: each was evaluated up to its last hour, and where errors were planted, and only there, is an incident
        for (int i = 1; i <= MODELS; i++) {
            String model = "cost-" + i;
            assertThat(incidents.states(model)).singleElement().satisfies(state -> {
                assertThat(state.alarm().n()).isPositive();
                assertThat(state.segments()).hasSize(50);
            });
            assertThat(incidents.open(model)).as(model).hasSize(i % 10 == 0 ? 1 : 0);
        }
        // A hundred outcomes lie behind each model. What a session of an earlier test has yet to report is a handful.
        assertThat(rounds).allSatisfy(round -> assertThat(round.rawRead()).isLessThan(2L * MODELS));
        for (int i = MODELS + 1 - LONG_HEARD; i <= MODELS; i++) {
            assertThat(segments.of("cost-" + i, "1")).hasValueSatisfying(judgement -> assertThat(judgement.tests())
                    .isGreaterThanOrEqualTo(350));
        }
        tell(rounds, opened("cost-" + MODELS / 10 * 10));
    }

    /** What is left of the evidence of segments, in rounds that have nothing else to do. */
    private Round untilNoSegmentIsDue() {
        long before = rawRead();
        long start = System.nanoTime();
        while (!segments.noted().isEmpty()) {
            evaluator.evaluateAll();
        }
        double seconds = (System.nanoTime() - start) / BILLION;
        return new Round(
                "then, until the segments of " + LONG_HEARD + " models are judged", seconds, rawRead() - before);
    }

    /** Seconds to open the report of a model's incident as a page, in the order in which it was asked for. */
    private double[] opened(String model) {
        String bearer = "Bearer "
                + tokens.create("cost " + UUID.randomUUID(), List.of(Roles.SCIENTIST), "test")
                        .secret();
        UUID report = incidents.open(model).get(0).report();
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/v1/reports/" + report + ".html"))
                .header("Authorization", bearer)
                .build();
        HttpClient client = HttpClient.newHttpClient();
        double[] seconds = new double[OPENED];
        for (int i = 0; i < OPENED; i++) {
            long start = System.nanoTime();
            HttpResponse<String> page = client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                    .join();
            seconds[i] = (System.nanoTime() - start) / BILLION;
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains(model, "Error rate");
        }
        return seconds;
    }

    private Round round(String what) {
        long before = rawRead();
        long start = System.nanoTime();
        evaluator.evaluateAll();
        double seconds = (System.nanoTime() - start) / BILLION;
        return new Round(what, seconds, rawRead() - before);
    }

    /** Rows of raw events that were ever read. */
    private long rawRead() {
        return transactions.run(c -> {
            try (PreparedStatement select = c.prepareStatement("select pg_stat_force_next_flush(), sum(seq_tup_read"
                            + " + coalesce(idx_tup_fetch, 0)) from pg_stat_user_tables"
                            + " where relname in ('outcome', 'correction') or relname like 'prediction%'");
                    ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(2);
            }
        });
    }

    private void register() {
        Histogram confidence = confidence(3_000);
        String text = Base64.getEncoder().encodeToString(confidence.toBytes());
        String validation = "{\"n\":3000,\"errors\":240,\"labels\":{\"a\":3000},\"confidence\":\"" + text
                + "\",\"said\":[[0,0,22,2760,0.75],[0,1,22,210,0.75],[0,1,28,30,0.95]]}";
        transactions.execute(c -> {
            try (PreparedStatement blob =
                            c.prepareStatement("insert into blob (sha256, media_type, content) values (repeat('0', 64),"
                                    + " 'application/zip', '')");
                    PreparedStatement model = c.prepareStatement("insert into model select 'cost-' || i, 'x',"
                            + " 'classification', '{make,country,app}', now(), 'x' from generate_series(1, ?) i");
                    PreparedStatement version = c.prepareStatement("insert into model_version select 'cost-' || i, '1',"
                            + " 'live', now(), repeat('0', 64), 0, '{a,b}', ?::jsonb, null, 'upload', '[]', now(), 'x'"
                            + " from generate_series(1, ?) i");
                    PreparedStatement outcome = c.prepareStatement(OUTCOMES)) {
                blob.executeUpdate();
                model.setInt(1, MODELS);
                model.executeUpdate();
                version.setString(1, validation);
                version.setInt(2, MODELS);
                version.executeUpdate();
                outcome.setInt(1, MODELS);
                outcome.executeUpdate();
            }
        });
    }

    /**
     * Hours as ingest counts them: two million predictions an hour of a fleet, and every tenth model errs in a fifth.
     *
     * @param first number of the first model that has them
     */
    private void hours(int first, int from, int until) {
        String hours = " from generate_series(?, ?) i cross join generate_series(?, ?) h cross join " + PLACES;
        String longHeard = " i > " + (MODELS - LONG_HEARD);
        transactions.execute(c -> {
            try (PreparedStatement profile =
                            c.prepareStatement("insert into profile (model, version, hour, segment_key,"
                                    + " segment_value, shard, n, confidence, labels, inputs) select 'cost-' || i, '1', "
                                    + FIRST
                                    + " + h * interval '1 hour', key, value, shard, 260000, ?, '{\"a\": 260000}',"
                                    + " case when" + longHeard + " then ? else ''::bytea end" + hours
                                    + " join generate_series(0, 7) shard on key = '' or shard = 0");
                    PreparedStatement spread =
                            c.prepareStatement("insert into profile (model, version, hour, segment_key,"
                                    + " segment_value, shard, n, confidence, labels, inputs) select 'cost-' || i, '1', "
                                    + FIRST
                                    + " + h * interval '1 hour', key, value, shard, 13000, ?, '{\"a\": 13000}', ?"
                                    + hours + " join generate_series(1, 7) shard on key <> '' and" + longHeard);
                    PreparedStatement label = c.prepareStatement("insert into label_hour select 'cost-' || i, '1', "
                            + FIRST
                            + " + h * interval '1 hour', key, value, 'a', case when said.band = 0 then 'a' else"
                            + " 'b' end, 22, 0.02, said.n, said.n * (3::bigint << 28)" + hours
                            + " join (values (0, 92), (1, 8)) as said (band, n) on key = '' or" + longHeard);
                    PreparedStatement outcome = c.prepareStatement("insert into outcome_hour (model, version, hour,"
                            + " segment_key, segment_value, shard, audited, audited_errors, audited_confident_errors,"
                            + " voluntary, voluntary_errors, changed, propensity) select 'cost-' || i, '1', " + FIRST
                            + " + h * interval '1 hour', key, value, 0, case when key = '' then 100 else 5 end,"
                            + " case when key = '' then 1 else 0.05 end * case when i % 10 = 0 then 20"
                            + " when h % 2 = 0 then 8 else 7 end, 0, 1, 1, pg_current_xact_id(), 0.02" + hours)) {
                profile.setBytes(1, confidence(260_000).toBytes());
                profile.setBytes(2, inputs(260_000));
                spread.setBytes(1, confidence(13_000).toBytes());
                spread.setBytes(2, inputs(13_000));
                for (PreparedStatement insert : List.of(profile, spread, label, outcome)) {
                    int at = insert == profile || insert == spread ? 3 : 1;
                    insert.setInt(at, first);
                    insert.setInt(at + 1, MODELS);
                    insert.setInt(at + 2, from);
                    insert.setInt(at + 3, until - 1);
                    insert.executeUpdate();
                }
                ProfileDays.note(c);
            }
        });
    }

    /** Statistics of pictures, in the stored form. */
    private static byte[] inputs(int n) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] histogram = confidence(n).toBytes();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(1);
            for (String name : List.of("brightness", "contrast", "sharpness")) {
                out.writeUTF(name);
                out.writeInt(histogram.length);
                out.write(histogram);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Histogram confidence(int n) {
        Histogram confidence = new Histogram();
        for (int i = 0; i < n; i++) {
            confidence.add(0.5 + i / (2.0 * n));
        }
        return confidence;
    }

    private static void tell(List<Round> rounds, double[] opened) throws IOException {
        Table table = new Table("evaluation of all models", "seconds", "raw events read");
        for (Round round : rounds) {
            table.row(
                    round.what(), String.format(Locale.ROOT, "%.1f", round.seconds()), Long.toString(round.rawRead()));
        }
        Table opening = new Table("opening a report", "milliseconds");
        opening.row("for the first time", millis(opened[0]));
        double[] sorted = Arrays.stream(opened).skip(1).sorted().toArray();
        opening.row("again, half of the times within", millis(sorted[sorted.length / 2]));
        opening.row("again, the slowest of " + sorted.length, millis(sorted[sorted.length - 1]));
        Page page = new Page();
        page.add("evaluation", table);
        page.add("report", opening);
        System.out.println(page.print());
        if (MODELS >= DOCUMENTED) {
            page.fill(Path.of("docs", "performance.md"));
        }
    }

    private static String millis(double seconds) {
        return String.format(Locale.ROOT, "%.0f", 1_000 * seconds);
    }
}
