package io.plumbline.event;

import java.time.Instant;

/** What a phone may tell: a prediction that it made, or a person's correction of one. */
public sealed interface Event permits Prediction, Correction {
    /** Identity, by which repeated delivery is recognised. */
    EventId eventId();

    /** The device's own time. Never rewritten. */
    Instant time();

    /** Name of the model. */
    String model();

    /** Model version that the phone runs. */
    String version();
}
