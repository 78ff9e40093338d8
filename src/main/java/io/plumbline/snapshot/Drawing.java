package io.plumbline.snapshot;

import io.plumbline.feedback.LabelledPictures;
import io.plumbline.feedback.LabelledPictures.LabelledPicture;
import io.plumbline.feedback.LabelledPictures.Origin;
import io.plumbline.kernel.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Draws a snapshot. The same pictures and the same rule give the same snapshot, in whatever order they come.
 *
 * <p>No device is in two splits. What people corrected unasked is learnt from but neither judged by nor calibrated with: those
 * pictures were picked because the champion failed on them, so any other model would look better there. Judged by are the audit
 * arm since the change, which is what the field looks like now, and reference pictures, which show what was forgotten.
 */
final class Drawing {
    private static final double MOST_WEIGHT = 10;
    private static final int DRAWN_BYTES = 6;
    private static final double STEPS = 1L << (8 * DRAWN_BYTES);

    private final DrawingRule rule;

    Drawing(DrawingRule rule) {
        this.rule = rule;
    }

    /** The pictures of the snapshot, by address. */
    List<Entry> of(Collection<LabelledPicture> pictures) {
        SortedMap<String, LabelledPicture> distinct = new TreeMap<>();
        for (LabelledPicture picture : pictures) {
            distinct.merge(picture.content().hex(), picture, Drawing::preferred);
        }
        Map<String, Split> told = told(distinct.values());
        List<LabelledPicture> fresh = new ArrayList<>();
        List<LabelledPicture> old = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        for (LabelledPicture picture : distinct.values()) {
            Split split = Optional.ofNullable(told.get(unit(picture))).orElseGet(() -> split(unit(picture)));
            if (split == Split.TRAIN) {
                (isNew(picture) ? fresh : old).add(picture);
            } else if (judges(picture)) {
                entries.add(entry(picture, split));
            }
        }
        List<LabelledPicture> train = new ArrayList<>(fresh);
        train.addAll(replayed(old, fresh.size()));
        capped(train).forEach(picture -> entries.add(entry(picture, Split.TRAIN)));
        entries.sort(Comparator.comparing(entry -> entry.image().hex()));
        return weighed(entries);
    }

    /** The splits that imports told of devices, or of pictures without one. Where they differ, it is learnt from by somebody. */
    private static Map<String, Split> told(Collection<LabelledPicture> pictures) {
        Map<String, Split> told = new TreeMap<>();
        for (LabelledPicture picture : pictures) {
            picture.split()
                    .map(Split::of)
                    .ifPresent(split ->
                            told.merge(unit(picture), split, (one, other) -> one.compareTo(other) <= 0 ? one : other));
        }
        return told;
    }

    /** Of two that are the same picture: one with a mask, one that somebody looked at on purpose, then one that was asked for. */
    private static LabelledPicture preferred(LabelledPicture one, LabelledPicture other) {
        Comparator<LabelledPicture> order = Comparator.<LabelledPicture, Boolean>comparing(
                        p -> p.mask().isEmpty())
                .thenComparing(p -> switch (p.origin()) {
                    case REFERENCE -> 0;
                    case AUDIT -> 1;
                    case CORRECTION, UNLABELLED -> 2;
                })
                .thenComparing(p -> p.image().hex());
        return order.compare(one, other) <= 0 ? one : other;
    }

    private static Entry entry(LabelledPicture picture, Split split) {
        return new Entry(
                picture.content(),
                picture.label(),
                split,
                1,
                picture.propensity(),
                picture.origin(),
                picture.source(),
                picture.mask(),
                picture.segment());
    }

    /** Its device; a picture that none took is drawn by itself. */
    private static String unit(LabelledPicture picture) {
        return picture.source().equals(LabelledPictures.REFERENCE)
                ? picture.content().hex()
                : picture.source();
    }

    /** The split of a device, or of a picture without one. */
    Split split(String unit) {
        if (drawn("test", unit) < rule.testShare()) {
            return Split.TEST;
        }
        return drawn("validation", unit) < rule.validationShare() ? Split.VALIDATION : Split.TRAIN;
    }

    private boolean isNew(LabelledPicture picture) {
        return picture.origin() != Origin.REFERENCE && !isBefore(picture);
    }

    private boolean isBefore(LabelledPicture picture) {
        return rule.since().isPresent()
                && picture.takenAt()
                        .filter(at -> !at.isBefore(rule.since().get()))
                        .isEmpty();
    }

    private boolean judges(LabelledPicture picture) {
        return switch (picture.origin()) {
            case CORRECTION, UNLABELLED -> false;
            case REFERENCE -> true;
            case AUDIT -> !isBefore(picture);
        };
    }

    /** So many old ones that they make up the share that is wanted, and no class is lost among them. */
    private List<LabelledPicture> replayed(List<LabelledPicture> old, int fresh) {
        if (rule.replayShare() >= 1 || fresh == 0) {
            return old;
        }
        double most = rule.replayShare() / (1 - rule.replayShare()) * fresh;
        double kept = Math.min(1, most / Math.max(1, old.size()));
        List<LabelledPicture> chosen = new ArrayList<>();
        for (List<LabelledPicture> ofClass : byClass(old)) {
            chosen.addAll(ofClass.subList(0, (int) Math.min(ofClass.size(), Math.ceil(kept * ofClass.size()))));
        }
        return chosen;
    }

    private List<LabelledPicture> capped(List<LabelledPicture> train) {
        if (rule.mostOfAClass().isEmpty()) {
            return train;
        }
        List<LabelledPicture> chosen = new ArrayList<>();
        for (List<LabelledPicture> ofClass : byClass(train)) {
            chosen.addAll(ofClass.subList(
                    0, Math.min(ofClass.size(), rule.mostOfAClass().getAsInt())));
        }
        return chosen;
    }

    /** The pictures of each class, in an order that is drawn. */
    private Collection<List<LabelledPicture>> byClass(List<LabelledPicture> pictures) {
        SortedMap<String, List<LabelledPicture>> classes = new TreeMap<>();
        pictures.forEach(p ->
                classes.computeIfAbsent(p.label(), label -> new ArrayList<>()).add(p));
        classes.values()
                .forEach(each -> each.sort(Comparator.<LabelledPicture>comparingDouble(
                                p -> drawn("choice", p.content().hex()))
                        .thenComparing(p -> p.content().hex())));
        return classes.values();
    }

    /**
     * Audited pictures weigh the inverse of their propensity, 1 on average in each split (Hájek); pictures to learn from that
     * times what balances their class.
     */
    private List<Entry> weighed(List<Entry> entries) {
        Map<Split, Double> inverse = new EnumMap<>(Split.class);
        Map<Split, Integer> audited = new EnumMap<>(Split.class);
        Map<String, Integer> classes = new TreeMap<>();
        int train = 0;
        for (Entry entry : entries) {
            if (entry.propensity().isPresent()) {
                inverse.merge(entry.split(), 1 / entry.propensity().getAsDouble(), Double::sum);
                audited.merge(entry.split(), 1, Integer::sum);
            }
            if (entry.split() == Split.TRAIN) {
                classes.merge(entry.label(), 1, Integer::sum);
                train++;
            }
        }
        List<Entry> weighed = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            Split split = entry.split();
            double weight = entry.propensity().isPresent()
                    ? audited.getOrDefault(split, 0)
                            / (entry.propensity().getAsDouble() * inverse.getOrDefault(split, 1.0))
                    : 1;
            if (rule.balance() == Balance.WEIGHTS && entry.split() == Split.TRAIN) {
                weight *= Math.min(MOST_WEIGHT, (double) train / classes.size() / classes.get(entry.label()));
            }
            weighed.add(entry.weighing(weight));
        }
        return weighed;
    }

    /** A number from 0 to below 1 that hangs on the seed, the purpose and the unit alone. */
    private double drawn(String purpose, String unit) {
        byte[] digest = HexFormat.of()
                .parseHex(Sha256.of((rule.seed() + " " + purpose + " " + unit).getBytes(StandardCharsets.UTF_8))
                        .hex());
        return (ByteBuffer.wrap(digest).getLong() >>> (Long.SIZE - 8 * DRAWN_BYTES)) / STEPS;
    }
}
