package io.plumbline.retrain.distil;

import io.plumbline.kernel.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Draws so many of some pictures, each given once, by a seed: whatever their order, the same ones. It holds no more than it draws. */
final class Draw {
    private final int most;
    private final long seed;
    private final PriorityQueue<Lot> drawn =
            new PriorityQueue<>(Comparator.comparing(Lot::key).reversed());
    private int count;

    Draw(int most, long seed) {
        this.most = most;
        this.seed = seed;
    }

    private record Lot(String key, AskedPicture picture) {}

    void add(AskedPicture picture) {
        count++;
        byte[] lot = (seed + " asked " + picture.image().hex()).getBytes(StandardCharsets.UTF_8);
        drawn.add(new Lot(Sha256.of(lot).hex(), picture));
        if (drawn.size() > most) {
            drawn.remove();
        }
    }

    /** How many it was given. */
    int count() {
        return count;
    }

    /** In the order of their addresses. */
    List<AskedPicture> pictures() {
        return drawn.stream()
                .map(Lot::picture)
                .sorted(Comparator.comparing(picture -> picture.image().hex()))
                .toList();
    }
}
