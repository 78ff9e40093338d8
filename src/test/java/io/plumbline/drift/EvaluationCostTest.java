package io.plumbline.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.registry.Models;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.report.Page;
import io.plumbline.stats.report.Table;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.testing.ProfileDays;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * What an evaluation of all models costs, and that it reads no event: only hours. {@code -Devaluation.models=1000} has the
 * number of models that docs/performance.md speaks of, and puts its table there.
 */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
@Sql
class EvaluationCostTest {
    private static final int MODELS = Integer.getInteger("evaluation.models", 20);
    private static final int DOCUMENTED = 1_000;
    private static final int HOURS = 48;
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
    Transactions transactions;

    /** A round over all models. */
    private record Round(String what, double seconds, long rawRead) {}

    @Test
    void aRoundOverAllModelsReadsHoursAndNoEvents() throws IOException {
        // Given
        register();
        hours(0, HOURS);
        transactions.execute(c -> {
            try (Statement statement = c.createStatement()) {
                statement.execute("analyze");
            }
        });
        List<Round> rounds = new ArrayList<>();
        // When
        rounds.add(round("all hours are new"));
        hours(HOURS, HOURS + 1);
        rounds.add(round("one more hour of every model"));
        rounds.add(round("nothing new"));
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
        assertThat(rounds).allSatisfy(round -> assertThat(round.rawRead()).isLessThan(MODELS));
        tell(rounds);
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
        Histogram confidence = confidence();
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

    /** Hours as ingest counts them: two million predictions an hour of a fleet, and every tenth model errs in a fifth. */
    private void hours(int from, int until) {
        String hours = " from generate_series(1, ?) i, generate_series(?, ?) h, " + PLACES;
        transactions.execute(c -> {
            try (PreparedStatement profile =
                            c.prepareStatement("insert into profile (model, version, hour, segment_key,"
                                    + " segment_value, shard, n, confidence, labels, inputs) select 'cost-' || i, '1', "
                                    + FIRST
                                    + " + h * interval '1 hour', key, value, shard, case when key = '' then 260000"
                                    + " else 100000 end, ?, '{\"a\": 3000}', '' from generate_series(1, ?) i,"
                                    + " generate_series(?, ?) h, "
                                    + PLACES
                                    + " join generate_series(0, 7) shard on key = '' or shard = 0");
                    PreparedStatement label =
                            c.prepareStatement("insert into label_hour select 'cost-' || i, '1', " + FIRST
                                    + " + h * interval '1 hour', '', '', 'a', case when said.band = 0 then 'a' else"
                                    + " 'b' end, 22, 0.02, said.n, said.n * (3::bigint << 28) from generate_series(1,"
                                    + " ?) i, generate_series(?, ?) h, (values (0, 92), (1, 8)) as said (band, n)");
                    PreparedStatement outcome = c.prepareStatement("insert into outcome_hour (model, version, hour,"
                            + " segment_key, segment_value, shard, audited, audited_errors, audited_confident_errors,"
                            + " voluntary, voluntary_errors, changed, propensity) select 'cost-' || i, '1', " + FIRST
                            + " + h * interval '1 hour', key, value, 0, case when key = '' then 100 else 5 end,"
                            + " case when key = '' then 1 else 0.05 end * case when i % 10 = 0 then 20"
                            + " when h % 2 = 0 then 8 else 7 end, 0, 1, 1, pg_current_xact_id(), 0.02" + hours)) {
                profile.setBytes(1, confidence().toBytes());
                profile.setInt(2, MODELS);
                profile.setInt(3, from);
                profile.setInt(4, until - 1);
                profile.executeUpdate();
                ProfileDays.note(c);
                label.setInt(1, MODELS);
                label.setInt(2, from);
                label.setInt(3, until - 1);
                label.executeUpdate();
                outcome.setInt(1, MODELS);
                outcome.setInt(2, from);
                outcome.setInt(3, until - 1);
                outcome.executeUpdate();
            }
        });
    }

    private static Histogram confidence() {
        Histogram confidence = new Histogram();
        for (int i = 0; i < 3_000; i++) {
            confidence.add(0.5 + i / 6_000.0);
        }
        return confidence;
    }

    private static void tell(List<Round> rounds) throws IOException {
        Table table = new Table("evaluation of all models", "seconds", "raw events read");
        for (Round round : rounds) {
            table.row(
                    round.what(), String.format(Locale.ROOT, "%.1f", round.seconds()), Long.toString(round.rawRead()));
        }
        Page page = new Page();
        page.add("evaluation", table);
        System.out.println(page.print());
        if (MODELS >= DOCUMENTED) {
            page.fill(Path.of("docs", "performance.md"));
        }
    }
}
