package io.plumbline.drift;

import io.plumbline.drift.policy.DriftConfig;
import io.plumbline.drift.policy.Policies;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Which models there is anything new of. An evaluation is a function of what the hours count, of what people decided, of settings,
 * and of the hour of the clock; a model of which none has changed since its last one would get the same again.
 */
@ApplicationScoped
@Sql
class DueModels {
    /** To be raised when evaluations come to say something else of the same. */
    private static final int FORMAT = 1;

    private static final String DUE = """
        select m.name from model m left join drift_evaluation e on e.model = m.name
        where m.archived_at is null and (e.model is null or e.made_by <> ?
            or e.decisions <> (select count(*) from ledger l where l.model = m.name)
            or exists (select from profile_day d where d.model = m.name and d.changed >= e.seen)
            or exists (select from model_version v
                join outcome_hour o on o.model = v.model and o.version = v.version
                where v.model = m.name and o.segment_key = '' and o.changed >= e.seen))
        """;

    /** Labels that an update has counted anew, and not all of them are yet. */
    private static final String RECOUNTED = """
        select exists (select from outcome where model = ? and dirty and window_at is not null and error is null)
        """;

    private static final String NOW = """
        select pg_snapshot_xmin(pg_current_snapshot())::text, (select count(*) from ledger where model = ?)
        """;

    private static final String KEEP = """
        insert into drift_evaluation (model, seen, decisions, made_by) values (?, ?::xid8, ?, ?)
        on conflict (model) do update set seen = excluded.seen, decisions = excluded.decisions, made_by = excluded.made_by
        """;

    private final Transactions transactions;
    private final Policies policies;
    private final DriftConfig config;

    DueModels(Transactions transactions, Policies policies, DriftConfig config) {
        this.transactions = transactions;
        this.policies = policies;
        this.config = config;
    }

    /**
     * How far an evaluation sees.
     *
     * @param seen all transactions before this one are visible to whatever is read from now on
     * @param decisions entries of the ledger
     * @param madeBy under which settings, and in which hour
     */
    private record Mark(String seen, long decisions, String madeBy) {}

    /** Names of the models that are to be evaluated. */
    Set<String> names(Instant now) {
        return transactions.run(c -> {
            Set<String> names = new HashSet<>();
            try (PreparedStatement due = c.prepareStatement(DUE)) {
                due.setString(1, madeBy(now));
                try (ResultSet row = due.executeQuery()) {
                    while (row.next()) {
                        names.add(row.getString(1));
                    }
                }
            }
            return names;
        });
    }

    /** Whether labels of a model are being counted anew, so that whoever judges it now judges it by a part. */
    boolean recounting(String model) {
        return transactions.run(c -> {
            // By the index of those alone, so that no other outcome is read.
            Transactions.preferIndexes(c);
            try (PreparedStatement select = c.prepareStatement(RECOUNTED)) {
                select.setString(1, model);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return row.getBoolean(1);
                }
            }
        });
    }

    /**
     * Evaluates a model, unless another process is at it, and keeps what it has seen if nothing failed.
     *
     * @param evaluation whether nothing failed
     * @return whether it was done
     */
    boolean exclusively(String model, Instant now, BooleanSupplier evaluation) {
        return transactions
                .runExclusively("plumbline.drift." + model, c -> {
                    // Before anything else of the model is read.
                    Mark mark = mark(c, model, now);
                    if (evaluation.getAsBoolean()) {
                        keep(c, model, mark);
                    }
                    return true;
                })
                .isPresent();
    }

    private Mark mark(Connection c, String model, Instant now) throws SQLException {
        try (PreparedStatement select = c.prepareStatement(NOW)) {
            select.setString(1, model);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new Mark(row.getString(1), row.getLong(2), madeBy(now));
            }
        }
    }

    private static void keep(Connection c, String model, Mark mark) throws SQLException {
        try (PreparedStatement keep = c.prepareStatement(KEEP)) {
            keep.setString(1, model);
            keep.setString(2, mark.seen());
            keep.setLong(3, mark.decisions());
            keep.setString(4, mark.madeBy());
            keep.executeUpdate();
        }
    }

    private String madeBy(Instant now) {
        return now.truncatedTo(ChronoUnit.HOURS) + " " + FORMAT + " " + config.window() + " " + config.evidenceLevel()
                + " " + policies.standard();
    }
}
