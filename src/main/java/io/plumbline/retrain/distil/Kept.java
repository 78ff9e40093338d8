package io.plumbline.retrain.distil;

import io.plumbline.feedback.LabelledPictures;
import io.plumbline.feedback.LabelledPictures.Origin;
import io.plumbline.kernel.Sha256;
import io.plumbline.snapshot.DrawingRule;
import io.plumbline.snapshot.Entry;
import io.plumbline.snapshot.Split;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which pictures are kept from learning: no device is in two splits, neither of the snapshot nor of those that later ones will draw
 * by the same rule. What people drew is not asked about again.
 */
final class Kept {
    private final DrawingRule rule;
    private final Map<String, Split> devices = new HashMap<>();
    private final Set<Sha256> known = new HashSet<>();
    private final Set<String> judging;

    /** @param judging devices that took what is judged by, whoever brought it along */
    Kept(DrawingRule rule, Collection<Entry> snapshot, Set<String> judging) {
        this.rule = rule;
        this.judging = Set.copyOf(judging);
        for (Entry entry : snapshot) {
            if (!isAsked(entry)) {
                known.add(entry.image());
            }
            // Of a device in two splits, which only an imported snapshot could have, the stricter counts.
            devices.merge(unit(entry), entry.split(), (one, other) -> one.compareTo(other) >= 0 ? one : other);
        }
    }

    /** Pictures of a snapshot that nobody drew a mask of, and that may be learnt from. */
    static List<AskedPicture> of(Collection<Entry> snapshot) {
        return snapshot.stream()
                .filter(Kept::isAsked)
                .map(entry -> new AskedPicture(entry.image(), entry.source(), entry.split()))
                .toList();
    }

    private static boolean isAsked(Entry entry) {
        return entry.mask().isEmpty() && entry.split() != Split.TEST;
    }

    private static String unit(Entry entry) {
        boolean reference = entry.origin() == Origin.REFERENCE && entry.source().equals(LabelledPictures.REFERENCE);
        return reference ? entry.image().hex() : entry.source();
    }

    /** What a picture of a device may be used for; empty if it is kept from learning, or is in the snapshot already. */
    Optional<Split> split(Sha256 image, String device) {
        if (known.contains(image)
                || judging.contains(device)
                || rule.of(device) == Split.TEST
                || devices.get(device) == Split.TEST
                || devices.get(image.hex()) == Split.TEST) {
            return Optional.empty();
        }
        return Optional.of(Optional.ofNullable(devices.get(device)).orElseGet(() -> rule.of(device)));
    }
}
