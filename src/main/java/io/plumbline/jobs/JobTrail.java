package io.plumbline.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.kernel.Sha256;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * What a job leaves on its way: points of its curves, for people, and checkpoints, for its next attempt. Each write
 * carries the fence of the claim, as those of {@link PostgresLeases} do.
 */
@ApplicationScoped
@Sql
class JobTrail {
    private static final Logger LOG = Logger.getLogger(JobTrail.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String MINE = """
        with mine as (select id from job where id = ? and fence = ? and state = 'running' for share)
        """;

    private static final String POINT = MINE + """
        insert into job_point (job, step, measures) select id, ?, ?::jsonb from mine
        on conflict (job, step) do update set number = default, measures = excluded.measures
        """;

    private static final String POINTS =
            "select number, step, measures from job_point where job = ? and number > ? order by number";

    private static final String KEEP = MINE + """
        insert into job_checkpoint (job, name, sha256, content) select id, ?, ?, ? from mine
        on conflict (job, name) do update set sha256 = excluded.sha256, content = excluded.content
        """;

    private static final String KEPT = "select name, sha256, content from job_checkpoint where job = ? order by name";

    private final Transactions transactions;

    JobTrail(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Whether the point was ours to say; values that are not finite are left out. */
    boolean point(Claim claim, int step, Map<String, Double> values) {
        SortedMap<String, Double> finite = new TreeMap<>(values);
        finite.values().removeIf(value -> !Double.isFinite(value));
        return write(POINT, claim, s -> {
            s.setInt(3, step);
            s.setString(4, json(finite));
        });
    }

    List<JobPoint> points(UUID job, long after) {
        return transactions.run(c -> {
            List<JobPoint> points = new ArrayList<>();
            try (PreparedStatement select = c.prepareStatement(POINTS)) {
                select.setObject(1, job);
                select.setLong(2, after);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        points.add(new JobPoint(row.getLong(1), row.getInt(2), values(row.getString(3))));
                    }
                }
            }
            return points;
        });
    }

    /** Whether the part was ours to keep. */
    boolean keep(Claim claim, String name, byte[] content) {
        return write(KEEP, claim, s -> {
            s.setString(3, name);
            s.setString(4, Sha256.of(content).hex());
            s.setBytes(5, content);
        });
    }

    /** All parts whose bytes are what was written. */
    Map<String, byte[]> kept(UUID job) {
        return transactions.run(c -> {
            Map<String, byte[]> kept = new TreeMap<>();
            try (PreparedStatement select = c.prepareStatement(KEPT)) {
                select.setObject(1, job);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        byte[] content = row.getBytes(3);
                        if (Sha256.of(content).hex().equals(row.getString(2))) {
                            kept.put(row.getString(1), content);
                        } else {
                            LOG.warnf("A checkpoint is damaged and left out: job=%s name=%s", job, row.getString(1));
                        }
                    }
                }
            }
            return kept;
        });
    }

    /** Fills the parameters behind the claim's two. */
    private interface Parameters {
        void into(PreparedStatement statement) throws SQLException;
    }

    private boolean write(String sql, Claim claim, Parameters parameters) {
        return transactions.run(c -> execute(c, sql, claim, parameters));
    }

    private static boolean execute(Connection c, String sql, Claim claim, Parameters parameters) throws SQLException {
        try (PreparedStatement statement = c.prepareStatement(sql)) {
            statement.setObject(1, claim.job());
            statement.setLong(2, claim.fence());
            parameters.into(statement);
            return statement.executeUpdate() == 1;
        }
    }

    private static String json(Map<String, Double> values) {
        try {
            return JSON.writeValueAsString(values);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Numbers can be written: " + values, e);
        }
    }

    private static SortedMap<String, Double> values(String json) {
        try {
            return JSON.readValue(json, new TypeReference<TreeMap<String, Double>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Numbers can be read: " + json, e);
        }
    }
}
