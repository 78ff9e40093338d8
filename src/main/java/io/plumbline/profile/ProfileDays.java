package io.plumbline.profile;

import io.plumbline.kernel.Cell;
import io.plumbline.store.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The SQL of what was heard of each version on each day. */
@Sql
final class ProfileDays {
    private static final String ADD = """
        insert into profile_day as d (model, version, day, n, first_hour, last_hour, changed)
        select model, version, date_bin('1 day', hour, timestamptz 'epoch'), sum(n), min(hour), max(hour),
               pg_current_xact_id()
        from (select model, version, to_timestamp(hour) as hour, n from unnest(?, ?, ?, ?) as t (model, version, hour, n))
            as added
        group by 1, 2, 3
        on conflict (model, version, day) do update set n = d.n + excluded.n,
            first_hour = least(d.first_hour, excluded.first_hour),
            last_hour = greatest(d.last_hour, excluded.last_hour), changed = excluded.changed
        """;

    private ProfileDays() {}

    /** Adds what is added to the profiles of whole fleets. */
    static void add(Connection c, List<Map.Entry<Cell, ProfileDelta>> deltas) throws SQLException {
        List<Map.Entry<Cell, ProfileDelta>> fleets = deltas.stream()
                .filter(delta -> delta.getKey().key().equals(Cell.ALL))
                .toList();
        Object[] models = fleets.stream().map(delta -> delta.getKey().model()).toArray();
        Object[] versions =
                fleets.stream().map(delta -> delta.getKey().version()).toArray();
        Object[] hours = fleets.stream()
                .map(delta -> delta.getKey().hour())
                .map(Instant::getEpochSecond)
                .toArray();
        Object[] n = fleets.stream().map(delta -> (long) delta.getValue().n()).toArray();
        try (PreparedStatement add = c.prepareStatement(ADD)) {
            add.setArray(1, c.createArrayOf("text", models));
            add.setArray(2, c.createArrayOf("text", versions));
            add.setArray(3, c.createArrayOf("bigint", hours));
            add.setArray(4, c.createArrayOf("bigint", n));
            add.executeUpdate();
        }
    }
}
