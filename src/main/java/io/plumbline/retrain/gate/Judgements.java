package io.plumbline.retrain.gate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.feedback.SegmentJson;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Sha256;
import io.plumbline.registry.GateVerdict;
import io.plumbline.retrain.gate.JudgedPicture.Answer;
import io.plumbline.retrain.gate.JudgedPicture.Origin;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What the gates were asked, and picture by picture what they heard. Kept for good: it is the evidence. */
@ApplicationScoped
@Sql
public class Judgements {
    private static final String KEEP = """
        insert into judgement (job, model, version, champion, verdicts, at) values (?, ?, ?, ?, ?::jsonb, ?)
        on conflict do nothing
        """;
    private static final String KEEP_PICTURE = """
        insert into judged_picture (job, image, truth, device, origin, weight, segment, champion_said,
            champion_confidence, champion_score, challenger_said, challenger_confidence, challenger_score)
        values (?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?) on conflict do nothing
        """;
    private static final String NEWEST = """
        select job, champion, at from judgement where model = ? and version = ? order by at desc, job limit 1
        """;

    /**
     * What differs; where one of them is confidently wrong first, then by how far the scores differ, losses before gains, then by how
     * sure they are. Where there is no champion all differ, and the worst come first.
     */
    private static final String DIFFERENT = """
        from judged_picture p join judgement j on j.job = p.job
        where p.job = ? and (p.champion_said <> p.challenger_said
            or p.champion_score <> p.challenger_score)
        """;

    private static final String PICTURES = """
        select p.image, p.truth, p.device, p.origin, p.weight, p.segment, p.champion_said, p.champion_confidence,
            p.champion_score, p.challenger_said, p.challenger_confidence, p.challenger_score
        """ + DIFFERENT + """
        order by
            greatest(case when p.challenger_score < 0.5 and p.challenger_confidence >= 0.9 then 2 else 0 end,
                case when p.champion_score < 0.5 and p.champion_confidence >= 0.9 then 1 else 0 end) desc,
            case when j.champion = '' then p.challenger_score end,
            abs(p.challenger_score - p.champion_score) desc, p.challenger_score - p.champion_score,
            greatest(p.champion_confidence, p.challenger_confidence) desc, p.image
        limit ? offset ?
        """;
    private static final String COUNT = "select count(*) " + DIFFERENT;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Transactions transactions;
    private final InstantSource clock;

    Judgements(Transactions transactions, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * A judgement.
     *
     * @param job that asked
     * @param champion version that was compared with
     * @param at when
     */
    public record Judgement(UUID job, String champion, Instant at) {}

    /**
     * Keeps a judgement and its pictures. Kept again, it changes nothing.
     *
     * @param job that judged
     * @param version that was judged
     */
    public void keep(UUID job, String version, Judging judging, List<GateVerdict> verdicts) {
        transactions.execute(c -> {
            try (PreparedStatement keep = c.prepareStatement(KEEP);
                    PreparedStatement picture = c.prepareStatement(KEEP_PICTURE)) {
                keep.setObject(1, job);
                keep.setString(2, judging.model());
                keep.setString(3, version);
                keep.setString(4, judging.champion());
                keep.setString(5, json(verdicts));
                keep.setTimestamp(6, Timestamp.from(clock.instant()));
                keep.executeUpdate();
                Map<String, Integer> devices = new HashMap<>();
                for (JudgedPicture each : judging.pictures()) {
                    picture.setObject(1, job);
                    picture.setString(2, each.image().hex());
                    picture.setString(3, each.truth());
                    // Which pictures are of one device is evidence; whose it is, is nobody's business for ever.
                    picture.setInt(4, devices.computeIfAbsent(each.device(), d -> devices.size()));
                    picture.setString(5, each.origin().name().toLowerCase(Locale.ROOT));
                    picture.setDouble(6, each.weight());
                    picture.setString(7, SegmentJson.write(each.segment()));
                    answer(picture, 8, each.champion());
                    answer(picture, 11, each.challenger());
                    picture.addBatch();
                }
                picture.executeBatch();
            }
        });
    }

    /** The newest judgement of a version, if it was ever judged. */
    public Optional<Judgement> newest(String model, String version) {
        return transactions.run(c -> {
            try (PreparedStatement newest = c.prepareStatement(NEWEST)) {
                newest.setString(1, model);
                newest.setString(2, version);
                try (ResultSet row = newest.executeQuery()) {
                    return row.next()
                            ? Optional.of(new Judgement(
                                    row.getObject("job", UUID.class),
                                    row.getString("champion"),
                                    row.getTimestamp("at").toInstant()))
                            : Optional.empty();
                }
            }
        });
    }

    /** Pictures about which the two models differ, the confidently wrong ones first; none for an unknown job. */
    public Page.Of<JudgedPicture> different(UUID job, Page page) {
        return transactions.run(c -> {
            try (PreparedStatement count = c.prepareStatement(COUNT);
                    PreparedStatement select = c.prepareStatement(PICTURES)) {
                count.setObject(1, job);
                long total;
                try (ResultSet row = count.executeQuery()) {
                    row.next();
                    total = row.getLong(1);
                }
                select.setObject(1, job);
                select.setInt(2, page.size());
                select.setLong(3, (long) page.index() * page.size());
                List<JudgedPicture> pictures = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        pictures.add(picture(row));
                    }
                }
                return page.of(pictures, total);
            }
        });
    }

    private static JudgedPicture picture(ResultSet row) throws SQLException {
        return new JudgedPicture(
                new Sha256(row.getString("image")),
                row.getString("truth"),
                Integer.toString(row.getInt("device")),
                Origin.valueOf(row.getString("origin").toUpperCase(Locale.ROOT)),
                row.getDouble("weight"),
                SegmentJson.read(row.getString("segment")),
                answer(row, "champion"),
                answer(row, "challenger"));
    }

    private static Answer answer(ResultSet row, String who) throws SQLException {
        return new Answer(
                row.getString(who + "_said"), row.getDouble(who + "_confidence"), row.getDouble(who + "_score"));
    }

    private static void answer(PreparedStatement picture, int from, Answer answer) throws SQLException {
        picture.setString(from, answer.said());
        picture.setDouble(from + 1, answer.confidence());
        picture.setDouble(from + 2, answer.score());
    }

    private static String json(List<GateVerdict> verdicts) {
        try {
            return JSON.writeValueAsString(verdicts);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The evidence holds something that is no JSON: " + verdicts, e);
        }
    }
}
