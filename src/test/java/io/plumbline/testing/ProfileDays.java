package io.plumbline.testing;

import io.plumbline.store.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** For tests that store profiles themselves: what ingest notes of their days beside. */
@Sql
public final class ProfileDays {
    private static final String NOTE = """
        insert into profile_day
        select model, version, date_bin('1 day', hour, timestamptz 'epoch'), sum(n), min(hour), max(hour),
               pg_current_xact_id()
        from profile where segment_key = '' and (? = '' or model = ?) group by 1, 2, 3
        on conflict (model, version, day) do update set n = excluded.n, first_hour = excluded.first_hour,
            last_hour = excluded.last_hour, changed = excluded.changed
        """;

    private ProfileDays() {}

    /** Notes the days of all profiles, each as changed. */
    public static void note(Connection c) throws SQLException {
        note(c, "");
    }

    /** The same of one model; of all if its name is empty. */
    public static void note(Connection c, String model) throws SQLException {
        try (PreparedStatement note = c.prepareStatement(NOTE)) {
            note.setString(1, model);
            note.setString(2, model);
            note.executeUpdate();
        }
    }
}
