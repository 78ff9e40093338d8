package io.plumbline.ui.signals;

import io.plumbline.feedback.AuditCells;
import io.plumbline.feedback.AuditCells.Labels;
import io.plumbline.feedback.LabelCells;
import io.plumbline.kernel.Cell;
import io.plumbline.profile.Profile;
import io.plumbline.profile.ProfileHours;
import io.plumbline.stats.Estimate;
import io.plumbline.stats.estimate.RateDifference;
import io.plumbline.stats.estimate.ShardTotals;
import io.plumbline.ui.signals.view.CompareFacts;
import io.plumbline.ui.signals.view.CompareFacts.Side;
import io.plumbline.ui.signals.view.Part;
import io.plumbline.ui.signals.view.Part.Rate;
import io.plumbline.ui.signals.view.Selection;
import io.plumbline.ui.signals.view.Selection.Place;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Gathers what tells two versions apart. */
@ApplicationScoped
class CompareReader {
    private final AuditCells audits;
    private final LabelCells labels;
    private final ProfileHours profiles;

    CompareReader(AuditCells audits, LabelCells labels, ProfileHours profiles) {
        this.audits = audits;
        this.labels = labels;
        this.profiles = profiles;
    }

    /** Predictions and their labels that are compared: those of some hours. */
    private record Heard(Side side, double trials, Profile profile) {}

    /**
     * Two versions at one place.
     *
     * @param first place, span and the first version
     * @param second the same with the second version: its end of the span is its own
     */
    CompareFacts facts(Selection first, Selection second) {
        Place place = first.place();
        Instant from = earlier(first.from(), second.from());
        Instant until = earlier(first.until(), second.until()).equals(first.until()) ? second.until() : first.until();
        Map<String, SortedMap<Instant, Long>> hours =
                profiles.byVersion(first.model(), place.key(), place.value(), from, until);
        SortedSet<Instant> both = new TreeSet<>(
                hours.getOrDefault(first.version(), new TreeMap<>()).keySet());
        both.retainAll(hours.getOrDefault(second.version(), new TreeMap<>()).keySet());
        boolean shared = !both.isEmpty();
        Heard a = heard(within(first, from, until, shared), shared, both);
        Heard b = heard(within(second, from, until, shared), shared, both);
        List<Part> parts = List.of(
                new Part.Densities(
                        new Part.Axis("confidence", 0, 1, name(first), name(second)),
                        Shapes.confidence(a.profile().confidence()),
                        Shapes.confidence(b.profile().confidence())),
                calibration(first, second, both),
                new Part.Mix(
                        name(first),
                        name(second),
                        Shapes.mix(a.profile().labels(), b.profile().labels())));
        return new CompareFacts(
                within(first, from, until, true), a.side(), b.side(), both.size(), shared, difference(a, b), parts);
    }

    private static Selection within(Selection s, Instant from, Instant until, boolean all) {
        return all
                ? new Selection(
                        s.model(), s.version(), s.place(), s.span(), from, until, earlier(s.told(), until), s.zone())
                : s;
    }

    private static Optional<Estimate> difference(Heard a, Heard b) {
        return a.trials() == 0 || b.trials() == 0
                ? Optional.empty()
                : Optional.of(RateDifference.of(
                        new RateDifference.Side(a.side().errors().rate(), a.trials()),
                        new RateDifference.Side(b.side().errors().rate(), b.trials()),
                        Rates.LEVEL));
    }

    private Heard heard(Selection s, boolean shared, Set<Instant> both) {
        List<Labels> some = new ArrayList<>();
        ShardTotals shards = new ShardTotals(Cell.SHARDS);
        for (AuditCells.Hour hour :
                audits.hours(s.model(), s.version(), s.place().key(), s.place().value(), s.from(), s.told())) {
            if (!shared || both.contains(hour.hour())) {
                some.add(hour.labels());
                shards.addOutcomes(
                        hour.shard(), hour.labels().n(), hour.labels().errors());
            }
        }
        SortedMap<Boolean, Profile> split = profiles.grouped(
                new ProfileHours.Place(
                        s.model(), s.version(), s.place().key(), s.place().value()),
                s.from(),
                s.until(),
                hour -> !shared || both.contains(hour));
        Profile profile = split.getOrDefault(true, new Profile());
        double design = shards.estimate(Rates.LEVEL) instanceof ShardTotals.Estimate.Measured m
                ? Math.max(1, m.designEffect())
                : Double.NaN;
        Rate errors = Rates.of(s.until(), some, Labels::errors);
        return new Heard(
                new Side(s.version(), profile.n(), errors, Rates.of(s.until(), some, Labels::confidentErrors), design),
                trials(some) / (Double.isNaN(design) ? 1 : design),
                profile);
    }

    /** As many labels of equal weight tell as much (Kish, "Survey Sampling", 1965). */
    private static double trials(List<Labels> some) {
        double sum = 0;
        double squares = 0;
        for (Labels labels : some) {
            sum += labels.n() / labels.propensity();
            squares += labels.n() / (labels.propensity() * labels.propensity());
        }
        return squares == 0 ? 0 : sum * sum / squares;
    }

    private Part calibration(Selection first, Selection second, SortedSet<Instant> both) {
        return new Part.Calibration(List.of(sureness(first, both), sureness(second, both)));
    }

    private Part.Sureness sureness(Selection s, SortedSet<Instant> both) {
        Instant from = both.isEmpty() ? s.from() : both.first();
        Instant until =
                both.isEmpty() ? s.told() : earlier(s.told(), both.last().plus(Duration.ofHours(1)));
        return new Part.Sureness(
                name(s),
                Shapes.calibration(labels.of(
                        s.model(), s.version(), s.place().key(), s.place().value(), from, until)));
    }

    private static String name(Selection s) {
        return "version " + s.version();
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
