package io.plumbline.drift;

import io.plumbline.drift.EvidenceWatch.Days;
import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.signal.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Which of what stands in a state is news: neither has an incident, nor was settled by somebody. */
final class EvidenceNews {
    private EvidenceNews() {}

    /** @param days that what triggers looked at */
    static List<Finding> of(
            DriftState state, Days days, Function<String, Set<Place>> known, Function<String, Instant> settled) {
        List<Finding> news = new ArrayList<>();
        for (DriftState.Silent silent : state.silent()) {
            Finding.Silence silence =
                    new Finding.Silence(new Place(silent.key(), silent.value()), silent.since(), silent.expected());
            boolean dealtWith = silence.since().isBefore(settled.apply(silence.signal()));
            if (!dealtWith && !known.apply(silence.signal()).contains(silence.place())) {
                news.add(silence);
            }
        }
        state.signals().stream()
                .filter(signal -> state.triggered().contains(signal.id()))
                .map(Finding.Drifted::new)
                .filter(drifted -> !days.from(drifted.signal()).isBefore(settled.apply(drifted.signal())))
                .filter(drifted -> !known.apply(drifted.signal()).contains(drifted.place()))
                .forEach(news::add);
        return news;
    }
}
