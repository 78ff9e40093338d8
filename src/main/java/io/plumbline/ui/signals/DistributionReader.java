package io.plumbline.ui.signals;

import io.plumbline.drift.baseline.Baseline;
import io.plumbline.drift.baseline.Baselines;
import io.plumbline.profile.InputScale;
import io.plumbline.profile.Profile;
import io.plumbline.profile.ProfileHours;
import io.plumbline.profile.Profiles;
import io.plumbline.registry.Models;
import io.plumbline.stats.Histogram;
import io.plumbline.ui.signals.view.Part;
import io.plumbline.ui.signals.view.Part.Level;
import io.plumbline.ui.signals.view.Part.Quartile;
import io.plumbline.ui.signals.view.Selection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/** Gathers how confidences, classes and statistics of pictures are distributed, at the baseline and in the field. */
@ApplicationScoped
class DistributionReader {
    private final Profiles profiles;
    private final ProfileHours hours;
    private final Models models;
    private final Baselines baselines;

    DistributionReader(Profiles profiles, ProfileHours hours, Models models, Baselines baselines) {
        this.profiles = profiles;
        this.hours = hours;
        this.models = models;
        this.baselines = baselines;
    }

    /** What a version is measured against; empty if nothing is known of it. */
    Optional<Baseline> baseline(Selection s) {
        try {
            return models.version(s.model(), s.version()).map(baselines::now);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A baseline's name in charts. */
    String name(Baseline baseline) {
        return baseline.origin() instanceof Baseline.Origin.Validation ? "validation" : "baseline";
    }

    /** Confidences over time and both densities. */
    List<Part> confidence(Selection s) {
        SortedMap<Instant, Profile> buckets = hours.grouped(place(s), s.from(), s.until(), s::bucket);
        Optional<Baseline> baseline = baseline(s);
        Level before = baseline.map(b -> level(name(b), b.confidence(), x -> x)).orElse(Level.NONE);
        Profile all = new Profile();
        buckets.values().forEach(all::merge);
        return List.of(
                quartiles("confidence", buckets, Profile::confidence, x -> x, before), confidences(all, baseline));
    }

    /** The densities of confidence alone. */
    Part confidences(Selection s) {
        return confidences(sum(s), baseline(s));
    }

    private Part confidences(Profile field, Optional<Baseline> baseline) {
        return new Part.Densities(
                new Part.Axis("confidence", 0, 1, baseline.map(this::name).orElse("no baseline"), "field"),
                baseline.map(b -> Shapes.confidence(b.confidence())).orElse(List.of()),
                Shapes.confidence(field.confidence()));
    }

    /** Shares of classes. */
    Part classes(Selection s) {
        Optional<Baseline> baseline = baseline(s);
        return new Part.Mix(
                baseline.map(this::name).orElse("no baseline"),
                "field",
                Shapes.mix(baseline.map(Baseline::classes).orElseGet(TreeMap::new), sum(s).labels()));
    }

    /** A statistic of pictures over time, and both densities; empty if nobody ever sent it. */
    List<Part> input(Selection s, String name) {
        SortedMap<Instant, Profile> buckets = hours.grouped(place(s), s.from(), s.until(), s::bucket);
        Optional<Baseline> baseline = baseline(s);
        Profile all = new Profile();
        buckets.values().forEach(all::merge);
        Optional<Histogram> values = baseline.map(b -> b.inputs().get(name));
        if (values.isEmpty() && !all.inputs().containsKey(name)) {
            return List.of();
        }
        String origin = values.isPresent() ? baseline.map(this::name).orElse("") : "no baseline of it";
        Level before = values.map(v -> level(origin, v, InputScale::value)).orElse(Level.NONE);
        return List.of(
                quartiles(
                        name, buckets, p -> p.inputs().getOrDefault(name, new Histogram()), InputScale::value, before),
                Shapes.input(name, origin, values, all.inputs().getOrDefault(name, new Histogram())));
    }

    private Profile sum(Selection s) {
        return profiles.of(s.model(), s.version(), s.place().key(), s.place().value(), s.from(), s.until());
    }

    private static ProfileHours.Place place(Selection s) {
        return new ProfileHours.Place(
                s.model(), s.version(), s.place().key(), s.place().value());
    }

    private static Level level(String name, Histogram values, DoubleUnaryOperator scale) {
        return values.count() == 0
                ? Level.NONE
                : new Level(
                        name,
                        scale.applyAsDouble(values.quantile(0.5)),
                        scale.applyAsDouble(values.quantile(0.25)),
                        scale.applyAsDouble(values.quantile(0.75)));
    }

    private static Part quartiles(
            String name,
            SortedMap<Instant, Profile> buckets,
            Function<Profile, Histogram> values,
            DoubleUnaryOperator scale,
            Level before) {
        List<Quartile> points = new ArrayList<>();
        buckets.forEach((at, profile) -> {
            Histogram histogram = values.apply(profile);
            if (histogram.count() > 0) {
                points.add(new Quartile(
                        at,
                        scale.applyAsDouble(histogram.quantile(0.25)),
                        scale.applyAsDouble(histogram.quantile(0.5)),
                        scale.applyAsDouble(histogram.quantile(0.75)),
                        histogram.count()));
            }
        });
        return new Part.Quartiles(name, points, before);
    }
}
