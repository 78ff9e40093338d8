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

    /**
     * A mask that a person made is kept, and so is the split that it was brought with, also for a picture that is labelled already.
     * How that label came about stays: a correction with a mask is still one that was picked because the champion failed on it. What
     * was ever brought to be learnt from does not judge.
     */
    private static final String ADD_REFERENCE = """
        insert into labelled_picture as l (model, image, label, source, origin, mask, split)
        values (?, ?, ?, 'reference', 'reference', ?, ?)
        on conflict (model, image) do update set
            mask = coalesce(l.mask, excluded.mask),
            added_at = case when l.mask is null and excluded.mask is not null then now() else l.added_at end,
            label = case when l.mask is null and excluded.mask is not null then excluded.label else l.label end,
            split = case when 'train' in (l.split, excluded.split) then 'train'
                         when 'validation' in (l.split, excluded.split) then 'validation'
                         else coalesce(l.split, excluded.split) end
        where (l.mask is null and excluded.mask is not null)
           or (excluded.split is not null and l.split is distinct from excluded.split)
        """;

    /** A picture that was brought along, but that a phone took too, is that phone's. */
    private static final String DEVICE = """
        case when l.source <> 'reference' then l.source
             else coalesce((select min(s.source) from picture q join picture_source s on s.name = q.name
                            where q.content = p.content and s.source <> 'reference'), l.source) end as source
        """;

    /** Only what is really there and may be learnt from: a phone may have named a picture that it could not send. */
    private static final String ALL = """
        select l.image, p.content, l.label, %s, l.origin, l.propensity, l.taken_at, m.content as mask, l.split,
               l.segment, l.added_at as known_at
        from labelled_picture l join picture p on p.name = l.image and p.consent = 'training'
        left join picture m on m.name = l.mask and m.consent = 'training'
        where l.model = ? and (l.mask is null or m.name is not null)
        """.formatted(DEVICE);

    /** Masks that people drew in the field, as long as they have the last word. */
    private static final String MASKS = """
        select o.image, p.content, 'foreground' as label, o.source,
               case when o.propensity is null then 'correction' else 'audit' end as origin,
               o.propensity, o.window_at as taken_at, m.content as mask, null as split,
               coalesce(o.segment, '{}'::jsonb) as segment, c.received_at as known_at
        from correction c
        join outcome o on o.source = c.prediction_source and o.id = c.prediction_id
            and o.correction_source = c.source and o.correction_id = c.id
        join picture p on p.name = o.image and p.consent = 'training'
        join picture m on m.name = c.mask and m.consent = 'training'
        where c.model = ? and c.mask is not null and o.window_at is not null
          and not exists (select from labelled_picture l where l.model = c.model and l.image = o.image)
        """;

    private static final String BOTH = ALL + " union all " + MASKS;
    private static final String BY_NAME = " order by image";

    private static final String MASK_COUNTS = """
        select count(*), count(*) filter (where known_at > ?), count(*) filter (where taken_at >= ?)
        from (%s) as labelled where mask is not null
        """.formatted(BOTH);

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
        REFERENCE,
        /** It did not: nobody said what the picture shows. A phone took it for the model, and a teacher is asked. */
        UNLABELLED;

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
     * @param source device that took it, also if it was brought along later; {@link #REFERENCE} if none did
     * @param origin how the label came about
     * @param propensity of the audit arm, where that asked
     * @param takenAt event time of the prediction; empty for a reference picture
     * @param mask address of its mask, for a segmenter
     * @param split {@code train}, {@code validation} or {@code test}, where it was brought along as such
     * @param segment where it was taken; empty for a reference picture
     */
    public record LabelledPicture(
            Sha256 image,
            Sha256 content,
            String label,
            String source,
            Origin origin,
            OptionalDouble propensity,
            Optional<Instant> takenAt,
            Optional<Sha256> mask,
            Optional<String> split,
            Map<String, String> segment) {}

    /** All labelled pictures of a model whose bytes are here and may be learnt from, in the order of their names. */
    public List<LabelledPicture> of(String model) {
        return transactions.run(c -> {
            List<LabelledPicture> pictures = new ArrayList<>();
            try (PreparedStatement all = c.prepareStatement(BOTH + BY_NAME)) {
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
                                Optional.ofNullable(row.getString("mask")).map(Sha256::new),
                                Optional.ofNullable(row.getString("split")),
                                SegmentJson.read(row.getString("segment"))));
                    }
                }
            }
            return pictures;
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

    /**
     * How many of the pictures have a mask that a person made.
     *
     * @param all how many
     * @param fresh those of which it is known since some time
     * @param taken those that were taken at some time or later
     */
    public record Masks(long all, long fresh, long taken) {}

    /** Counts masks, those that came after one time, and those of pictures that were taken at another or later. */
    public Masks masks(String model, Instant known, Instant taken) {
        return transactions.run(c -> {
            try (PreparedStatement select = c.prepareStatement(MASK_COUNTS)) {
                select.setTimestamp(1, Timestamp.from(known));
                select.setTimestamp(2, Timestamp.from(taken));
                select.setString(3, model);
                select.setString(4, model);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return new Masks(row.getLong(1), row.getLong(2), row.getLong(3));
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
     * What is known of a picture that was brought along.
     *
     * @param label right class
     * @param mask name of its mask, for a segmenter
     * @param split {@code train}, {@code validation} or {@code test}, where it was brought along as such
     */
    public record Reference(String label, Optional<Sha256> mask, Optional<String> split) {}

    /**
     * Adds pictures that a data scientist brought along.
     *
     * @param pictures by their names; in the order of these their rows are locked
     * @return how many were new, or have a mask or a split now that they had not
     */
    public int addReference(String model, SortedMap<String, Reference> pictures) {
        return transactions.run(c -> {
            try (PreparedStatement add = c.prepareStatement(ADD_REFERENCE)) {
                for (Map.Entry<String, Reference> each : pictures.entrySet()) {
                    Reference picture = each.getValue();
                    add.setString(1, model);
                    add.setString(2, each.getKey());
                    add.setString(3, picture.label());
                    add.setString(4, picture.mask().map(Sha256::hex).orElse(null));
                    add.setString(5, picture.split().orElse(null));
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
