package io.plumbline.ui;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.drift.policy.DriftConfig;
import io.plumbline.drift.report.DriftReport.ConfidencePlot;
import io.plumbline.profile.Profiles;
import io.plumbline.registry.ModelVersion;
import io.plumbline.stats.Histogram;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Gathers how sure a version is of its answers, at validation and in the field. */
@ApplicationScoped
class ConfidenceReader {
    private static final int PLOT_BINS = 50;

    private final Profiles profiles;
    private final DriftConfig config;
    private final ObjectMapper json;

    ConfidenceReader(Profiles profiles, DriftConfig config, ObjectMapper json) {
        this.profiles = profiles;
        this.config = config;
        this.json = json;
    }

    /** Both densities, the field's over the window of the drift signals; empty without a validation. */
    Optional<ConfidencePlot> plot(ModelVersion version, Instant until) {
        Histogram field = profiles.fleet(version.model(), version.version(), until.minus(config.window()), until)
                .confidence();
        try {
            String baseline =
                    json.readTree(version.validation()).path("confidence").asText("");
            return baseline.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ConfidencePlot(
                            shares(Histogram.fromBytes(Base64.getDecoder().decode(baseline))), shares(field)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The stored validation of " + version.version() + " cannot be read", e);
        }
    }

    private static List<Double> shares(Histogram histogram) {
        List<Double> shares = new ArrayList<>(PLOT_BINS);
        int width = Histogram.BINS / PLOT_BINS;
        for (int bin = 0; bin < PLOT_BINS && histogram.count() > 0; bin++) {
            long count = 0;
            for (int i = bin * width; i < (bin + 1) * width; i++) {
                count += histogram.count(i);
            }
            shares.add((double) count / histogram.count());
        }
        return shares;
    }
}
