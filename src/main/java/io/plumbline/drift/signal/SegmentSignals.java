package io.plumbline.drift.signal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.drift.signal.SegmentWatch.Judgement;
import io.plumbline.registry.ModelVersion;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Optional;

/** The SQL of the evidence of segments. */
@ApplicationScoped
@Sql
class SegmentSignals {
    private static final String MEASURED_ON =
            "select measured_on from drift_segment_evidence where model = ? and version = ?";

    private static final String CONTENT = "select content from drift_segment_evidence where model = ? and version = ?";

    private static final String KEEP = """
        insert into drift_segment_evidence (model, version, measured_on, content) values (?, ?, ?, ?)
        on conflict (model, version) do update set measured_on = excluded.measured_on, content = excluded.content
        """;

    private final Transactions transactions;
    private final ObjectMapper json;

    SegmentSignals(Transactions transactions, ObjectMapper json) {
        this.transactions = transactions;
        this.json = json;
    }

    /** What the latest was measured on, in a word. */
    Optional<String> measuredOn(ModelVersion version) {
        return text(MEASURED_ON, version.model(), version.version());
    }

    /** The latest; nothing if it cannot be read, and then the next one overwrites it. */
    Optional<Judgement> of(String model, String version) {
        return text(CONTENT, model, version).flatMap(this::readable);
    }

    void keep(ModelVersion version, String measuredOn, Judgement judgement) {
        transactions.execute(c -> {
            try (PreparedStatement keep = c.prepareStatement(KEEP)) {
                keep.setString(1, version.model());
                keep.setString(2, version.version());
                keep.setString(3, measuredOn);
                keep.setString(4, json.writeValueAsString(judgement));
                keep.executeUpdate();
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("Evidence can be written: " + judgement, e);
            }
        });
    }

    private Optional<String> text(String sql, String model, String version) {
        return transactions.run(c -> {
            try (PreparedStatement select = c.prepareStatement(sql)) {
                select.setString(1, model);
                select.setString(2, version);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
                }
            }
        });
    }

    private Optional<Judgement> readable(String content) {
        try {
            return Optional.of(json.readValue(content, Judgement.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
