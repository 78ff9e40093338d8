package io.plumbline.feedback;

import io.plumbline.store.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** What people said of the audited predictions of a version, hour by hour and place by place, in the order of time. */
@ApplicationScoped
@Sql
public class OutcomeCohorts {
    private static final String SELECT = """
            select hour, segment_key, segment_value, propensity, sum(audited), sum(audited_errors),
                   sum(audited_confident_errors)
            from outcome_hour
            where model = ? and version = ? and hour >= ? and hour < ? and segment_key = any (?) and propensity > 0
            group by hour, segment_key, segment_value, propensity having sum(audited) > 0
            order by hour, segment_key, segment_value, propensity
            """;

    /**
     * Labels of an hour of one place that were drawn with the same propensity.
     *
     * @param hour its start, UTC
     * @param key segment key, empty for the whole fleet
     * @param value its value, empty for the whole fleet
     * @param propensity probability with which each was drawn, over 0 to 1
     * @param labels audited predictions whose label is known, at least 1
     * @param errors wrong ones among them
     * @param confidentErrors wrong ones with a confidence of at least 0.9 among them
     */
    public record Cohort(
            Instant hour,
            String key,
            String value,
            double propensity,
            long labels,
            long errors,
            long confidentErrors) {}

    /**
     * Tells of each cohort, hour by hour, place by place, and of those of one place by rising propensity.
     *
     * @param keys segment keys, the empty one for the whole fleet
     * @param from first hour
     * @param to end of the last hour
     */
    public void read(
            Connection c,
            String model,
            String version,
            List<String> keys,
            Instant from,
            Instant to,
            Consumer<Cohort> each)
            throws SQLException {
        try (PreparedStatement select = c.prepareStatement(SELECT)) {
            select.setString(1, model);
            select.setString(2, version);
            select.setTimestamp(3, Timestamp.from(from));
            select.setTimestamp(4, Timestamp.from(to));
            select.setArray(5, c.createArrayOf("text", keys.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    each.accept(new Cohort(
                            row.getTimestamp(1).toInstant(),
                            row.getString(2),
                            row.getString(3),
                            row.getDouble(4),
                            row.getLong(5),
                            row.getLong(6),
                            row.getLong(7)));
                }
            }
        }
    }
}
