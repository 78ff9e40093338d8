package io.plumbline.snapshot;

import io.plumbline.feedback.LabelledPictures;
import io.plumbline.feedback.LabelledPictures.Origin;
import io.plumbline.kernel.Sha256;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A picture of a snapshot.
 *
 * @param image SHA-256 of its bytes as they are kept and exported
 * @param label right class
 * @param split what it may be used for
 * @param weight how much it counts, at least 0, in millionths; 1 on average over the audited ones of a split, but for balance
 * @param propensity of the audit arm, where that asked
 * @param origin how the label came about
 * @param source device that took it, or {@code reference}
 * @param mask SHA-256 of its mask, a grey PNG of the same size, for a segmenter
 * @param segment where it was taken, as the field said when it was frozen; empty for one that was brought along. Not in the manifest
 */
public record Entry(
        Sha256 image,
        String label,
        Split split,
        double weight,
        OptionalDouble propensity,
        Origin origin,
        String source,
        Optional<Sha256> mask,
        Map<String, String> segment) {
    private static final double MILLION = 1e6;

    public Entry {
        weight = Math.rint(weight * MILLION) / MILLION;
        segment = Map.copyOf(segment);
    }

    /**
     * Who took it, if that is known: the device that it names, or else the first that sent it, as where a snapshot is drawn.
     *
     * @param senders devices that sent pictures, also such as were brought along
     */
    Optional<String> device(Map<Sha256, NavigableSet<String>> senders) {
        return Optional.of(source)
                .filter(device -> !device.equals(LabelledPictures.REFERENCE))
                .or(() -> Optional.ofNullable(senders.get(image)).map(NavigableSet::first));
    }

    Entry of(String device, Split other) {
        return new Entry(image, label, other, weight, propensity, origin, device, mask, segment);
    }

    Entry weighing(double other) {
        return new Entry(image, label, split, other, propensity, origin, source, mask, segment);
    }
}
