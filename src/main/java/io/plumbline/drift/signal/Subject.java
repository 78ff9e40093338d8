package io.plumbline.drift.signal;

import io.plumbline.drift.baseline.Baseline;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * What evidence is measured for.
 *
 * @param version the version's name
 * @param live since when phones are given it, if they are
 * @param baseline what it is measured against
 * @param level from which a difference is called significant
 * @param tolerance rise of the error rate that is put up with
 * @param alarm whether the alarm on its error rate is raised, be it the fleet's or a segment's
 * @param zone whose days are the model's days
 */
public record Subject(
        String version,
        Optional<Instant> live,
        Baseline baseline,
        double level,
        double tolerance,
        boolean alarm,
        ZoneId zone) {}
