package io.plumbline.testing;

import io.plumbline.store.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** For tests that store profiles themselves: what ingest notes of their days beside. */
@Sql
public final class ProfileDays {
    private static final String NOTE = """
            insert into profile_day
            select model, version, date_bin('1 day', hour, timestamptz 'epoch'), sum(n), min(hour), max(hour),
                   pg_current_xact_id()
            from profile where segment_key = '' group by 1, 2, 3
            on conflict (model, version, day) do update set n = excluded.n, first_hour = excluded.first_hour,
                last_hour = excluded.last_hour, changed = excluded.changed
            """;

    private ProfileDays() {}

    /** Notes the days of all profiles, each as changed. */
    public static void note(Connection c) throws SQLException {
        try (Statement statement = c.createStatement()) {
            statement.executeUpdate(NOTE);
        }
    }
}
