package io.plumbline.profile;

import io.plumbline.kernel.Cell;
import io.plumbline.kernel.Slice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What many batches add to the profiles, cell by cell. One thread. */
final class ProfileDeltas implements DeltaCodec.Reader {
    private final Map<Slice, List<ProfileDelta>> slices = new HashMap<>();
    private final Map<Cell, ProfileDelta> cells = new HashMap<>();

    @Override
    public void prediction(Slice slice, Optional<String> label, double confidence, Map<String, Float> inputs) {
        for (ProfileDelta delta : slices.computeIfAbsent(slice, this::deltas)) {
            delta.add(label, confidence, inputs);
        }
    }

    private List<ProfileDelta> deltas(Slice slice) {
        return slice.cells().stream()
                .map(cell -> cells.computeIfAbsent(cell, c -> new ProfileDelta()))
                .toList();
    }

    /** The touched cells, in the order of the profiles' key. */
    List<Map.Entry<Cell, ProfileDelta>> cells() {
        return cells.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
    }
}
