package io.plumbline.retrain.work;

import io.plumbline.kernel.Rejection;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The ways to train that a retraining can ask for. */
public enum TrainerName {
    /** A new last layer on the champion's backbone. */
    LAST_LAYER,
    /** A compact network from nothing. */
    WHOLE_NETWORK;

    /** As people and orders write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The words of all. */
    public static List<String> words() {
        return Arrays.stream(values()).map(TrainerName::word).toList();
    }

    /**
     * The one of that word.
     *
     * @throws Rejection INVALID, {@code trainer-unknown}, with the words that there are
     */
    public static TrainerName of(String word) {
        return Arrays.stream(values())
                .filter(name -> name.word().equals(word))
                .findFirst()
                .orElseThrow(() -> Rejection.invalid(
                        "trainer-unknown",
                        "There is no trainer '" + word + "'; there are " + String.join(", ", words()) + "."));
    }
}
