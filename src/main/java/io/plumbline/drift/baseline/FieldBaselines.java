package io.plumbline.drift.baseline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.drift.baseline.Choice.Span;
import io.plumbline.feedback.LabelCells;
import io.plumbline.feedback.LabelTally;
import io.plumbline.profile.Profile;
import io.plumbline.profile.Profiles;
import io.plumbline.registry.ModelVersion;
import io.plumbline.stats.Histogram;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What versions did over spans of the field. A function of what the hours of the span count now: a late label is in it, whenever
 * it came. What was added up once is kept until an hour changes, so that asking again costs a look at what changed lately.
 *
 * <p>Labels that were drawn with different propensities count by their effective number, and errors by their weighted rate among
 * so many ({@link Tallied}), rounded: what rarely drawn ones promise is not to be drowned by often drawn ones, and no more is
 * known than the effective number tells.
 */
@ApplicationScoped
@Sql
class FieldBaselines {
    private static final String KEPT = """
        select content, looked_at from drift_baseline b
        where model = ? and version = ? and from_hour = ? and until_hour = ?
            and not exists (select from outcome_hour o where o.model = b.model and o.version = b.version
                and o.segment_key = '' and o.changed >= b.seen and o.hour >= b.from_hour and o.hour < b.until_hour)
            and not exists (select from profile_day d where d.model = b.model and d.version = b.version
                and d.changed >= b.seen and d.last_hour >= b.from_hour and d.first_hour < b.until_hour)
        """;

    private static final String NOW = "select pg_snapshot_xmin(pg_current_snapshot())::text";

    /** So that the next look passes over what has changed since the last, not since the span. */
    private static final String LOOKED = """
        update drift_baseline set seen = ?::xid8, looked_at = ?
        where model = ? and version = ? and from_hour = ? and until_hour = ?
        """;

    private static final String KEEP = """
        insert into drift_baseline (model, version, from_hour, until_hour, seen, looked_at, content)
        values (?, ?, ?, ?, ?::xid8, ?, ?::jsonb)
        on conflict (model, version, from_hour, until_hour) do update set seen = excluded.seen,
            looked_at = excluded.looked_at, content = excluded.content
        """;

    private final Transactions transactions;
    private final LabelCells labels;
    private final Profiles profiles;
    private final ObjectMapper json;

    FieldBaselines(Transactions transactions, LabelCells labels, Profiles profiles, ObjectMapper json) {
        this.transactions = transactions;
        this.labels = labels;
        this.profiles = profiles;
        this.json = json;
    }

    /** What is kept; histograms in base 64. */
    private record Content(
            List<LabelTally.Group> groups,
            String confidence,
            SortedMap<String, Long> classes,
            SortedMap<String, String> inputs) {}

    private record Kept(Content content, Instant lookedAt) {}

    /**
     * What a version did over a span.
     *
     * @param heard last hour in which the model was heard of
     */
    Baseline of(ModelVersion version, Span span, Instant heard) {
        Content content = transactions.run(c -> {
            String now = now(c);
            Optional<Kept> kept = kept(c, version, span);
            if (kept.isEmpty()) {
                return added(c, version, span, now, heard);
            }
            if (kept.get().lookedAt().isBefore(heard)) {
                looked(c, version, span, now, heard);
            }
            return kept.get().content();
        });
        LabelTally tally = new LabelTally(content.groups());
        Tallied tallied = Tallied.errorsOf(tally);
        SortedMap<String, Histogram> inputs = new TreeMap<>();
        content.inputs().forEach((name, values) -> inputs.put(name, histogram(values)));
        return new Baseline(
                new Baseline.Origin.Field(span.from(), span.until()),
                Math.round(tallied.n()),
                Math.round(tallied.errors()),
                tally,
                histogram(content.confidence()),
                content.classes(),
                inputs);
    }

    private Content added(Connection c, ModelVersion version, Span span, String now, Instant heard)
            throws SQLException {
        String model = version.model();
        LabelTally tally = labels.of(model, version.version(), "", "", span.from(), span.until());
        Profile profile = profiles.fleet(model, version.version(), span.from(), span.until());
        SortedMap<String, String> inputs = new TreeMap<>();
        profile.inputs().forEach((name, values) -> inputs.put(name, text(values)));
        Content content = new Content(tally.groups(), text(profile.confidence()), profile.labels(), inputs);
        try (PreparedStatement keep = c.prepareStatement(KEEP)) {
            set(keep, 1, version, span);
            keep.setString(5, now);
            keep.setTimestamp(6, Timestamp.from(heard));
            keep.setString(7, json.writeValueAsString(content));
            keep.executeUpdate();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A baseline can be written: " + content, e);
        }
        return content;
    }

    private Optional<Kept> kept(Connection c, ModelVersion version, Span span) throws SQLException {
        try (PreparedStatement select = c.prepareStatement(KEPT)) {
            set(select, 1, version, span);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new Kept(
                                json.readValue(row.getString(1), Content.class),
                                row.getTimestamp(2).toInstant()))
                        : Optional.empty();
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("A kept baseline cannot be read: " + version + " " + span, e);
            }
        }
    }

    private static void looked(Connection c, ModelVersion version, Span span, String now, Instant heard)
            throws SQLException {
        try (PreparedStatement update = c.prepareStatement(LOOKED)) {
            update.setString(1, now);
            update.setTimestamp(2, Timestamp.from(heard));
            set(update, 3, version, span);
            update.executeUpdate();
        }
    }

    /** A moment before which all transactions are visible to whatever is read from now on. */
    private static String now(Connection c) throws SQLException {
        try (PreparedStatement now = c.prepareStatement(NOW);
                ResultSet row = now.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    private static void set(PreparedStatement statement, int first, ModelVersion version, Span span)
            throws SQLException {
        statement.setString(first, version.model());
        statement.setString(first + 1, version.version());
        statement.setTimestamp(first + 2, Timestamp.from(span.from()));
        statement.setTimestamp(first + 3, Timestamp.from(span.until()));
    }

    private static String text(Histogram histogram) {
        return Base64.getEncoder().encodeToString(histogram.toBytes());
    }

    private static Histogram histogram(String text) {
        return Histogram.fromBytes(Base64.getDecoder().decode(text));
    }
}
