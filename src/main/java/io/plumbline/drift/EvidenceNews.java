package io.plumbline.drift;

import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.signal.Finding;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Which of what stands in a state is news: neither has an incident, nor was settled by somebody. */
final class EvidenceNews {
    /** What triggers looks at the two whole days before the watermark's. */
    private static final Duration TWO_DAYS = Duration.ofDays(2);

    private EvidenceNews() {}

    static List<Finding> of(DriftState state, Function<String, Set<Place>> known, Function<String, Instant> settled) {
        List<Finding> news = new ArrayList<>();
        for (DriftState.Silent silent : state.silent()) {
            Finding.Silence silence =
                    new Finding.Silence(new Place(silent.key(), silent.value()), silent.since(), silent.expected());
            boolean dealtWith = silence.since().isBefore(settled.apply(silence.signal()));
            if (!dealtWith && !known.apply(silence.signal()).contains(silence.place())) {
                news.add(silence);
            }
        }
        Instant read = state.watermark().truncatedTo(ChronoUnit.DAYS).minus(TWO_DAYS);
        state.signals().stream()
                .filter(signal -> state.triggered().contains(signal.id()))
                .map(Finding.Drifted::new)
                .filter(drifted -> !read.isBefore(settled.apply(drifted.signal())))
                .filter(drifted -> !known.apply(drifted.signal()).contains(drifted.place()))
                .forEach(news::add);
        return news;
    }
}
