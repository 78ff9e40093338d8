package io.plumbline.retrain.policy;

import io.plumbline.kernel.Page;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What was decided about retrainings. Decisions that only differ in their figures follow each other as one. */
@ApplicationScoped
@Sql
public class Decisions {
    /** How stale the end of a decision may be that goes on: nobody wants a write every few seconds. */
    private static final Duration STALE = Duration.ofMinutes(5);

    private static final String COLUMNS = "model, code, starts, sentence, first_at, last_at, revision, job";
    private static final String ADD = "insert into retrain_decision (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String GO_ON = """
        update retrain_decision set sentence = ?, last_at = ?
        where id = (select max(id) from retrain_decision where model = ?)
        """;
    private static final String LATEST_OF_ALL = """
        select distinct on (model) %s from retrain_decision order by model, id desc
        """.formatted(COLUMNS);
    private static final String NEWEST =
            "select " + COLUMNS + " from retrain_decision where model = ? order by id desc limit ? offset ?";
    private static final String COUNT = "select count(*) from retrain_decision where model = ?";

    private final Transactions transactions;

    Decisions(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Notes a decision, if it tells anything new.
     *
     * @param before the model's latest decision
     */
    public void note(String model, StoredDecision decision, Optional<StoredDecision> before) {
        boolean goesOn = before.filter(last -> !decision.decision().starts()
                        && !last.decision().starts()
                        && last.decision().code() == decision.decision().code()
                        && last.revision() == decision.revision())
                .isPresent();
        if (!goesOn) {
            transactions.execute(c -> add(c, model, decision));
        } else if (!before.get().decision().equals(decision.decision())
                || before.get().until().plus(STALE).isBefore(decision.until())) {
            transactions.execute(c -> goOn(c, model, decision));
        }
    }

    private static void add(Connection c, String model, StoredDecision decision) throws SQLException {
        try (PreparedStatement add = c.prepareStatement(ADD)) {
            add.setString(1, model);
            add.setString(2, decision.decision().code().word());
            add.setBoolean(3, decision.decision().starts());
            add.setString(4, decision.decision().sentence());
            add.setTimestamp(5, Timestamp.from(decision.from()));
            add.setTimestamp(6, Timestamp.from(decision.until()));
            add.setInt(7, decision.revision());
            add.setObject(8, decision.job().orElse(null));
            add.executeUpdate();
        }
    }

    private static void goOn(Connection c, String model, StoredDecision decision) throws SQLException {
        try (PreparedStatement goOn = c.prepareStatement(GO_ON)) {
            goOn.setString(1, decision.decision().sentence());
            goOn.setTimestamp(2, Timestamp.from(decision.until()));
            goOn.setString(3, model);
            goOn.executeUpdate();
        }
    }

    /** The latest decision of each model. */
    public Map<String, StoredDecision> latest() {
        return transactions.run(c -> {
            Map<String, StoredDecision> latest = new HashMap<>();
            try (PreparedStatement select = c.prepareStatement(LATEST_OF_ALL);
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    latest.put(row.getString("model"), read(row));
                }
            }
            return latest;
        });
    }

    /** The latest decision of a model. */
    public Optional<StoredDecision> latest(String model) {
        return of(model, new Page(0, 1)).items().stream().findFirst();
    }

    /** The decisions of a model, newest first. */
    public Page.Of<StoredDecision> of(String model, Page page) {
        return transactions.run(c -> {
            List<StoredDecision> decisions = new ArrayList<>();
            try (PreparedStatement select = c.prepareStatement(NEWEST)) {
                select.setString(1, model);
                select.setInt(2, page.size());
                select.setLong(3, page.offset());
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        decisions.add(read(row));
                    }
                }
            }
            try (PreparedStatement count = c.prepareStatement(COUNT)) {
                count.setString(1, model);
                try (ResultSet row = count.executeQuery()) {
                    row.next();
                    return page.of(decisions, row.getLong(1));
                }
            }
        });
    }

    private static StoredDecision read(ResultSet row) throws SQLException {
        Instant from = row.getTimestamp("first_at").toInstant();
        Instant until = row.getTimestamp("last_at").toInstant();
        return new StoredDecision(
                new Decision(
                        Decision.Code.of(row.getString("code")), row.getBoolean("starts"), row.getString("sentence")),
                from,
                until,
                row.getInt("revision"),
                Optional.ofNullable(row.getObject("job", UUID.class)));
    }
}
