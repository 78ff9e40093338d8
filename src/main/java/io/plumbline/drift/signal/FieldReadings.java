package io.plumbline.drift.signal;

import io.plumbline.feedback.LabelCells;
import io.plumbline.feedback.Outcomes;
import io.plumbline.kernel.Cell;
import io.plumbline.profile.HeardDays;
import io.plumbline.profile.Profiles;
import io.plumbline.registry.ModelVersion;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads what evidence is measured on. */
@ApplicationScoped
public class FieldReadings {
    private static final Duration A_DAY = Duration.ofDays(1);

    private final Profiles profiles;
    private final Outcomes outcomes;
    private final LabelCells cells;
    private final HeardDays heard;

    FieldReadings(Profiles profiles, Outcomes outcomes, LabelCells cells, HeardDays heard) {
        this.profiles = profiles;
        this.outcomes = outcomes;
        this.cells = cells;
        this.heard = heard;
    }

    /**
     * What a version did; nothing of it is read yet.
     *
     * @param until end of the last hour, exclusive
     * @param told end of the last hour whose labels are read, exclusive
     */
    public Field of(ModelVersion of, Instant firstHour, Instant until, Instant told, Duration window) {
        String model = of.model();
        String version = of.version();
        Instant from = until.minus(window);
        return new Field(
                until,
                told,
                window,
                firstHour.isAfter(from) ? firstHour : from,
                () -> profiles.byShard(model, version, from, until),
                () -> cells.of(model, version, Cell.ALL, Cell.ALL, told.minus(Field.LABELS), told),
                () -> outcomes.hourly(model, version, Cell.ALL, Cell.ALL, told.minus(Field.DAYS), told),
                () -> profiles.byVersion(model, until.minus(A_DAY), until));
    }

    /** Who is silent and who is heard of those with the given segment keys, and of the fleet. */
    public Silences.Judgement silences(String model, List<String> keys, Instant until, Instant clock) {
        List<String> all = new ArrayList<>(keys);
        all.add(Cell.ALL);
        Instant start = Silences.start(until);
        return Silences.judge(heard.of(model, all, start, until), start, until, clock);
    }

    /** A word that is another one after anything has come that evidence up to a moment is measured on. */
    public String change(ModelVersion version, Instant until) {
        return profiles.n(version.model(), Silences.start(until), until) + " "
                + outcomes.change(version.model(), version.version(), until);
    }
}
