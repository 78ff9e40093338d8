package io.plumbline.drift;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** What operators watch of the evaluation of drift. */
@Startup
@ApplicationScoped
public class DriftMetrics {
    private final Timer evaluations;
    private final Counter failures;
    private final MultiGauge incidents;
    private final MultiGauge evidence;
    private final MultiGauge errorRates;

    DriftMetrics(MeterRegistry registry) {
        evaluations = Timer.builder("plumbline.drift.evaluation")
                .description("Evaluations of all models")
                .register(registry);
        failures = Counter.builder("plumbline.drift.evaluation.failures")
                .description("Models that could not be evaluated")
                .register(registry);
        incidents = MultiGauge.builder("plumbline.drift.incidents.open")
                .description("Open incidents of a model")
                .register(registry);
        evidence = MultiGauge.builder("plumbline.drift.evidence")
                .description("Evidence of the live version's audit arm, in years, divided by the years of the alarm")
                .register(registry);
        errorRates = MultiGauge.builder("plumbline.drift.error.rate")
                .description(
                        "Error rate of the live version's audit arm in the recent window, NaN where nothing is known")
                .register(registry);
    }

    /**
     * Where a model stands.
     *
     * @param model its name
     * @param openIncidents how many are open
     * @param evidence years of the live version's evidence divided by those of the alarm: 1 is an alarm
     * @param errorRate 0 to 1, NaN where nothing is known
     */
    record Standing(String model, int openIncidents, double evidence, double errorRate) {}

    void timed(Runnable evaluation) {
        evaluations.record(evaluation);
    }

    void failed() {
        failures.increment();
    }

    /** Shows where all models stand; models that are not among them are shown no longer. */
    void show(List<Standing> standings) {
        incidents.register(
                standings.stream().map(s -> Row.of(tags(s), s.openIncidents())).toList(), true);
        evidence.register(
                standings.stream().map(s -> Row.of(tags(s), s.evidence())).toList(), true);
        errorRates.register(
                standings.stream().map(s -> Row.of(tags(s), s.errorRate())).toList(), true);
    }

    private static Tags tags(Standing standing) {
        return Tags.of("model", standing.model());
    }
}
