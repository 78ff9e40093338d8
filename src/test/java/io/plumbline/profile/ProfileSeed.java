package io.plumbline.profile;

import io.plumbline.stats.Histogram;
import java.util.SortedMap;

/** Stored forms of what profiles hold, for tests that fill the table themselves. */
public final class ProfileSeed {
    private ProfileSeed() {}

    /** Statistics of input pictures as the table keeps them. */
    public static byte[] inputs(SortedMap<String, Histogram> inputs) {
        return InputsCodec.encode(inputs);
    }
}
