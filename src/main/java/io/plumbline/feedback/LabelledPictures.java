package io.plumbline.feedback;

import io.plumbline.kernel.Sha256;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** Pictures whose class is known: the material of retraining. */
@ApplicationScoped
@Sql
public class LabelledPictures {
    /** Source of the pictures that a data scientist brought along. */
    public static final String REFERENCE = "reference";

    /** A reference picture stays; an audit is worth more than a correction, and of equals the latest one stands. */
    private static final String LABEL = """
        insert into labelled_picture as l (model, image, label, source, origin, propensity, taken_at, segment)
        values (?, ?, ?, ?, ?, ?, ?, ?::jsonb)
        on conflict (model, image) do update set
            label = excluded.label, source = excluded.source, origin = excluded.origin,
            propensity = excluded.propensity, taken_at = excluded.taken_at, segment = excluded.segment
        where l.origin <> 'reference'
          and (excluded.origin = 'audit', excluded.taken_at, excluded.source)
              >= (l.origin = 'audit', l.taken_at, l.source)
        """;

    private static final String ADD_REFERENCE = """
        insert into labelled_picture (model, image, label, source, origin, mask)
        values (?, ?, ?, 'reference', 'reference', ?)
        on conflict do nothing
        """;

    /** Only what is really there and may be learnt from: a phone may have named a picture that it could not send. */
    private static final String ALL = """
        select l.image, p.content, l.label, l.source, l.origin, l.propensity, l.taken_at, m.content as mask
        from labelled_picture l join picture p on p.name = l.image and p.consent = 'training'
        left join picture m on m.name = l.mask and m.consent = 'training'
        where l.model = ? and (l.mask is null or m.name is not null)
        """;

    /** Masks that people drew in the field, as long as they have the last word. */
    private static final String MASKS = """
        select o.image, p.content, 'foreground' as label, o.source,
               case when o.propensity is null then 'correction' else 'audit' end as origin,
               o.propensity, o.window_at as taken_at, m.content as mask
        from correction c
        join outcome o on o.source = c.prediction_source and o.id = c.prediction_id
            and o.correction_source = c.source and o.correction_id = c.id
        join picture p on p.name = o.image and p.consent = 'training'
        join picture m on m.name = c.mask and m.consent = 'training'
        where c.model = ? and c.mask is not null and o.window_at is not null
          and not exists (select from labelled_picture l where l.model = c.model and l.image = o.image)
        """;

    private static final String BY_NAME = " order by image";

    private static final String TAKEN = """
        select p.content, l.source, l.propensity, l.segment
        from labelled_picture l join picture p on p.name = l.image
        where l.model = ?
        union all
        select p.content, o.source, o.propensity, coalesce(o.segment, '{}'::jsonb)
        from correction c
        join outcome o on o.source = c.prediction_source and o.id = c.prediction_id
            and o.correction_source = c.source and o.correction_id = c.id
        join picture p on p.name = o.image
        where c.model = ? and c.mask is not null and o.window_at is not null
          and not exists (select from labelled_picture l where l.model = c.model and l.image = o.image)
        """;

    private static final String COUNTS = """
        select l.origin, count(*) from labelled_picture l
        where l.model = ? and exists (select from picture p where p.name = l.image and p.consent = 'training')
        group by l.origin
        """;

    private static final String AUDITED_SINCE = """
        select count(*) from labelled_picture l
        where l.model = ? and l.origin = 'audit' and l.taken_at >= ? and l.taken_at < ?
          and exists (select from picture p where p.name = l.image and p.consent = 'training')
        """;

    private static final Instant FOREVER = Instant.parse("9999-01-01T00:00:00Z");

    private final Transactions transactions;

    public LabelledPictures(Transactions transactions) {
        this.transactions = transactions;
    }

    /** How a label came about. */
    public enum Origin {
        /** The audit arm asked at random. */
        AUDIT,
        /** Somebody spoke unasked. */
        CORRECTION,
        /** A data scientist brought it along. */
        REFERENCE;

        /** The word for it in files and in the table. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        /**
         * That of a word.
         *
         * @throws IllegalArgumentException if it is no such word
         */
        public static Origin of(String word) {
            return valueOf(word.toUpperCase(java.util.Locale.ROOT));
        }
    }

    /**
     * A picture whose class is known.
     *
     * @param image name that its sender gave it
     * @param content address of its bytes as they are kept
     * @param label right class
     * @param source device that took it, or {@link #REFERENCE}
     * @param origin how the label came about
     * @param propensity of the audit arm, where that asked
     * @param takenAt event time of the prediction; empty for a reference picture
     * @param mask address of its mask, for a segmenter
     */
    public record LabelledPicture(
            Sha256 image,
            Sha256 content,
            String label,
            String source,
            Origin origin,
            OptionalDouble propensity,
            Optional<Instant> takenAt,
            Optional<Sha256> mask) {}

    /** All labelled pictures of a model whose bytes are here and may be learnt from, in the order of their names. */
    public List<LabelledPicture> of(String model) {
        return transactions.run(c -> {
            List<LabelledPicture> pictures = new ArrayList<>();
            try (PreparedStatement all = c.prepareStatement(ALL + " union all " + MASKS + BY_NAME)) {
                all.setString(1, model);
                all.setString(2, model);
                try (ResultSet row = all.executeQuery()) {
                    while (row.next()) {
                        double asked = row.getDouble("propensity");
                        OptionalDouble propensity = row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(asked);
                        pictures.add(new LabelledPicture(
                                new Sha256(row.getString("image")),
                                new Sha256(row.getString("content")),
                                row.getString("label"),
                                row.getString("source"),
                                Origin.of(row.getString("origin")),
                                propensity,
                                Optional.ofNullable(row.getTimestamp("taken_at"))
                                        .map(Timestamp::toInstant),
                                Optional.ofNullable(row.getString("mask")).map(Sha256::new)));
                    }
                }
            }
            return pictures;
        });
    }

    /**
     * How a labelled picture came about.
     *
     * @param source device that took it, or {@link #REFERENCE}
     * @param propensity of the audit arm, where that asked
     * @param segment where it was taken; empty for a reference picture
     */
    public record Taken(String source, OptionalDouble propensity, Map<String, String> segment) {}

    /** How the labelled pictures of a model came about, by the addresses of what is kept of them. */
    public Map<Sha256, Taken> taken(String model) {
        return transactions.run(c -> {
            Map<Sha256, Taken> taken = new HashMap<>();
            try (PreparedStatement select = c.prepareStatement(TAKEN)) {
                select.setString(1, model);
                select.setString(2, model);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        double asked = row.getDouble("propensity");
                        OptionalDouble propensity = row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(asked);
                        taken.put(
                                new Sha256(row.getString("content")),
                                new Taken(
                                        row.getString("source"),
                                        propensity,
                                        SegmentJson.read(row.getString("segment"))));
                    }
                }
            }
            return taken;
        });
    }

    /** How many pictures the audit arm has labelled that were taken at some time or later. */
    public long auditedSince(String model, Instant since) {
        return audited(model, since, FOREVER);
    }

    /** How many pictures the audit arm has labelled that were taken from some time on (inclusive) to another (exclusive). */
    public long audited(String model, Instant since, Instant until) {
        return transactions.run(c -> {
            try (PreparedStatement select = c.prepareStatement(AUDITED_SINCE)) {
                select.setString(1, model);
                select.setTimestamp(2, Timestamp.from(since));
                select.setTimestamp(3, Timestamp.from(until));
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    /** How many there are of each origin. */
    public SortedMap<Origin, Long> counts(String model) {
        return transactions.run(c -> {
            SortedMap<Origin, Long> counts = new TreeMap<>();
            try (PreparedStatement select = c.prepareStatement(COUNTS)) {
                select.setString(1, model);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        counts.put(Origin.of(row.getString(1)), row.getLong(2));
                    }
                }
            }
            return counts;
        });
    }

    /**
     * Adds pictures that a data scientist brought along.
     *
     * @param labels class by name of the picture
     * @return how many were new
     */
    public int addReference(String model, Map<Sha256, String> labels) {
        return addReference(model, labels, Map.of());
    }

    /**
     * As above, for a segmenter.
     *
     * @param masks name of the mask by name of the picture
     */
    public int addReference(String model, Map<Sha256, String> labels, Map<Sha256, Sha256> masks) {
        return transactions.run(c -> {
            try (PreparedStatement add = c.prepareStatement(ADD_REFERENCE)) {
                for (Map.Entry<Sha256, String> label : labels.entrySet()) {
                    add.setString(1, model);
                    add.setString(2, label.getKey().hex());
                    add.setString(3, label.getValue());
                    Optional<Sha256> mask = Optional.ofNullable(masks.get(label.getKey()));
                    add.setString(4, mask.map(Sha256::hex).orElse(null));
                    add.addBatch();
                }
                int added = 0;
                for (int count : add.executeBatch()) {
                    added += count;
                }
                return added;
            }
        });
    }

    /** In the order of the pictures, in which their rows are locked. */
    private static List<Outcome> withPictures(List<Outcome> outcomes) {
        return outcomes.stream()
                .filter(o -> o.image().isPresent() && o.corrected().isPresent())
                .sorted(Comparator.comparing((Outcome o) -> o.image().orElseThrow())
                        .thenComparing(Outcome::prediction))
                .toList();
    }

    /** Keeps what people said of pictures in the field. */
    void label(Connection c, List<Outcome> outcomes) throws SQLException {
        try (PreparedStatement label = c.prepareStatement(LABEL)) {
            for (Outcome outcome : withPictures(outcomes)) {
                Optional<String> image = outcome.image();
                label.setString(1, outcome.model());
                label.setString(2, image.orElseThrow());
                label.setString(3, outcome.corrected().orElseThrow());
                label.setString(4, outcome.prediction().source());
                label.setString(5, (outcome.label().audited() ? Origin.AUDIT : Origin.CORRECTION).word());
                if (outcome.propensity().isPresent()) {
                    label.setDouble(6, outcome.propensity().getAsDouble());
                } else {
                    label.setNull(6, Types.DOUBLE);
                }
                label.setTimestamp(7, Timestamp.from(outcome.windowAt()));
                label.setString(8, SegmentJson.write(outcome.segment()));
                label.addBatch();
            }
            label.executeBatch();
        }
    }
}
