package io.plumbline.profile;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.kernel.Slice;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/** Predictions as the ingest notes them for the profiles, for tests that make them without events. */
public final class ProfileNotes {
    private final DeltaCodec.Writer delta = new DeltaCodec.Writer();

    /** Notes a prediction. */
    public void add(Slice slice, String label, double confidence, Map<String, Double> inputs) {
        delta.add(slice, Optional.of(label), confidence, inputs);
    }

    /** Writes what was noted; {@link ProfileCompaction} counts it. */
    public void write(Connection c) throws SQLException {
        new ProfileTable(new ObjectMapper()).append(c, delta);
    }
}
