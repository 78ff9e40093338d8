package io.plumbline.ui.signals;

import io.plumbline.drift.policy.DriftPolicy;
import io.plumbline.drift.policy.Policies;
import io.plumbline.kernel.Rejection;
import io.plumbline.profile.Profiles;
import io.plumbline.profile.Profiles.Activity;
import io.plumbline.registry.Model;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.ui.signals.view.Picker;
import io.plumbline.ui.signals.view.Picker.Choice;
import io.plumbline.ui.signals.view.Selection;
import io.plumbline.ui.signals.view.Selection.Place;
import io.plumbline.ui.signals.view.Span;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out what somebody wants to look at, and what else there is. */
@ApplicationScoped
class Selections {
    private static final int OFFERED = 25;

    private final Models models;
    private final Profiles profiles;
    private final Policies policies;
    private final InstantSource clock;

    Selections(Models models, Profiles profiles, Policies policies, InstantSource clock) {
        this.models = models;
        this.profiles = profiles;
        this.policies = policies;
        this.clock = clock;
    }

    /**
     * What an address asks for.
     *
     * @param version empty for the live one, or the latest heard of if none is live
     * @param place as {@link #place} reads it
     * @param span see {@link Span#of}
     * @throws Rejection if anything in it is unknown
     */
    Selection of(Model model, String version, Place place, String span) {
        Span length = Span.of(span);
        List<Activity> heard = profiles.activity(model.name());
        String name = version.isEmpty()
                ? usual(model, heard)
                : models.require(model.name(), version).version();
        Optional<Activity> activity =
                heard.stream().filter(a -> a.version().equals(name)).findFirst();
        Instant until = activity.map(Activity::lastHour)
                .orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.HOURS))
                .plus(1, ChronoUnit.HOURS);
        Instant back = until.minus(length.length());
        Instant first = activity.map(Activity::firstHour).orElse(back);
        Instant from = length == Span.ALL && first.isAfter(back) ? first : back;
        DriftPolicy policy = policies.of(model.name()).policy();
        Instant mature = heard.stream()
                .findFirst()
                .map(latest -> policy.mature(latest.lastHour()))
                .orElse(until);
        return new Selection(
                model.name(), name, place, length, from, until, mature.isBefore(until) ? mature : until, policy.zone());
    }

    /**
     * A place as an address says it: "key=value", or empty for the fleet.
     *
     * @throws Rejection {@code segment-unknown} if the model has no such key
     */
    static Place place(Model model, String segment) {
        if (segment.isEmpty()) {
            return Place.FLEET;
        }
        int sign = segment.indexOf('=');
        String key = sign < 0 ? segment : segment.substring(0, sign);
        return new Place(known(model, key), sign < 0 ? "" : segment.substring(sign + 1));
    }

    /** @throws Rejection {@code segment-unknown} if the model has no such key */
    static String known(Model model, String key) {
        if (!model.segments().contains(key)) {
            throw Rejection.invalid(
                    "segment-unknown",
                    "Model '" + model.name() + "' has no segment '" + key + "'; it has "
                            + (model.segments().isEmpty() ? "none" : String.join(", ", model.segments())) + ".");
        }
        return key;
    }

    /** What a reader can look at instead on a page below the model's. */
    Picker picker(Model model, Selection selection, String page) {
        List<Choice> places = new ArrayList<>();
        Place present = selection.place();
        places.add(new Choice("", Place.FLEET.words(), present.fleet()));
        boolean listed = present.fleet();
        int left = 0;
        for (String key : model.segments()) {
            List<String> values = largest(selection, key);
            left += Math.max(0, values.size() - OFFERED);
            for (String value : values.subList(0, Math.min(OFFERED, values.size()))) {
                Place place = new Place(key, value);
                listed |= place.equals(present);
                places.add(new Choice(place.word(), place.words(), place.equals(present)));
            }
        }
        if (!listed) {
            places.add(1, new Choice(present.word(), present.words(), true));
        }
        String note = left == 0 ? "" : "The " + OFFERED + " largest values of each key are offered.";
        List<Choice> versions = models.versions(model.name()).stream()
                .map(v -> new Choice(
                        v.version(),
                        v.version() + " (" + v.stage().word() + ")",
                        v.version().equals(selection.version())))
                .toList();
        return new Picker(Picker.spans(selection, page), selection.span().word(), versions, places, note);
    }

    private List<String> largest(Selection s, String key) {
        return profiles.byValue(s.model(), s.version(), key, s.from(), s.until()).entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private String usual(Model model, List<Activity> heard) {
        return models.live(model.name())
                .map(ModelVersion::version)
                .or(() -> heard.stream().map(Activity::version).findFirst())
                .or(() -> models.versions(model.name()).stream()
                        .map(ModelVersion::version)
                        .findFirst())
                .orElse("");
    }
}
