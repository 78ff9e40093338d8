package io.plumbline.retrain.distil;

import io.plumbline.feedback.LabelledPictures;
import io.plumbline.kernel.Sha256;
import io.plumbline.snapshot.DrawingRule;
import io.plumbline.snapshot.Entry;
import io.plumbline.snapshot.Split;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which pictures are kept from learning: no device is in two splits, neither of the snapshot nor of those that later ones will draw
 * by the same rule. A picture that was brought along is of the devices that sent it. What people drew is not asked about again.
 *
 * <p>Once a snapshot is frozen with what phones took, it tells all there is to learn from.
 */
final class Kept {
    private final DrawingRule rule;
    private final Map<Sha256, NavigableSet<String>> senders;
    private final Map<String, Split> devices = new HashMap<>();
    private final Set<Sha256> known = new HashSet<>();
    private final List<Entry> learnt;

    /** @param senders devices that sent pictures of the snapshot, whoever brought these along */
    Kept(DrawingRule rule, Collection<Entry> snapshot, Map<Sha256, NavigableSet<String>> senders) {
        this.rule = rule;
        this.senders = Map.copyOf(senders);
        for (Entry entry : snapshot) {
            known.add(entry.image());
            // Of a device in two splits, which only a snapshot that was imported long ago could have, the stricter
            // counts.
            for (String device : devices(entry)) {
                devices.merge(device, entry.split(), (one, other) -> one.compareTo(other) >= 0 ? one : other);
            }
        }
        this.learnt = snapshot.stream()
                .filter(entry -> entry.split() != Split.TEST
                        && devices(entry).stream().noneMatch(device -> devices.get(device) == Split.TEST))
                .toList();
    }

    private Set<String> devices(Entry entry) {
        Set<String> of =
                new TreeSet<>(Optional.ofNullable(senders.get(entry.image())).orElseGet(TreeSet::new));
        if (!entry.source().equals(LabelledPictures.REFERENCE)) {
            of.add(entry.source());
        }
        return of;
    }

    /** Pictures of the snapshot that may be learnt from, with the mask that a person made. */
    List<Entry> drawn() {
        return learnt.stream().filter(entry -> entry.mask().isPresent()).toList();
    }

    /** Pictures of the snapshot that nobody drew a mask of, and that may be learnt from. */
    List<AskedPicture> asked() {
        return learnt.stream()
                .filter(entry -> entry.mask().isEmpty())
                .map(entry -> new AskedPicture(entry.image(), entry.source(), entry.split()))
                .toList();
    }

    /**
     * A picture of phones, that of the first by name; empty if any of them is kept to judge by, or it is in the snapshot already.
     *
     * @param took all devices that took it, at least one
     */
    Optional<AskedPicture> ofPhones(Sha256 image, NavigableSet<String> took) {
        if (known.contains(image) || took.stream().anyMatch(this::judges)) {
            return Optional.empty();
        }
        String device = took.first();
        return Optional.of(new AskedPicture(
                image, device, Optional.ofNullable(devices.get(device)).orElseGet(() -> rule.of(device))));
    }

    private boolean judges(String device) {
        return rule.of(device) == Split.TEST || devices.get(device) == Split.TEST;
    }
}
