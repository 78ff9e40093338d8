package io.plumbline.feedback;

import io.plumbline.feedback.Outcomes.Counts;
import io.plumbline.feedback.Outcomes.Hour;
import io.plumbline.kernel.Cell;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What people said of predictions of all versions together, hour by hour, counted as in {@link Outcomes#hourly}: the curves of pages. */
@ApplicationScoped
@Sql
public class OutcomeHours {
    private static final String SELECT = """
        select segment_value, hour, %s
        from outcome_hour
        where model = ? and segment_key = ? and hour >= ? and hour < ?
        group by segment_value, hour order by segment_value, hour
        """.formatted(Outcomes.ALIKE);

    private final Transactions transactions;

    public OutcomeHours(Transactions transactions) {
        this.transactions = transactions;
    }

    /** The whole fleet from {@code from} (inclusive) to {@code to} (exclusive), in order; hours without a label are left out. */
    public List<Hour> fleet(String model, Instant from, Instant to) {
        return byValue(model, Cell.ALL, from, to).getOrDefault(Cell.ALL, List.of());
    }

    /** The same by value of a segment key. */
    public SortedMap<String, List<Hour>> byValue(String model, String key, Instant from, Instant to) {
        return transactions.run(c -> {
            SortedMap<String, List<Hour>> values = new TreeMap<>();
            try (PreparedStatement select = c.prepareStatement(SELECT)) {
                select.setString(1, model);
                select.setString(2, key);
                select.setTimestamp(3, Timestamp.from(from));
                select.setTimestamp(4, Timestamp.from(to));
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        Counts counts = Outcomes.alike(row, 3);
                        values.computeIfAbsent(row.getString(1), value -> new ArrayList<>())
                                .add(new Hour(row.getTimestamp(2).toInstant(), counts));
                    }
                }
            }
            return values;
        });
    }
}
