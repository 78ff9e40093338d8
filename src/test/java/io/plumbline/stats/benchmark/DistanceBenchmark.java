package io.plumbline.stats.benchmark;

import io.plumbline.stats.Histogram;
import io.plumbline.stats.distance.Comparison;
import io.plumbline.stats.distance.Distances;
import java.util.List;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Distances between two histograms of 1,000 bins, with threshold and p-value, as a report has them. */
@State(Scope.Thread)
public class DistanceBenchmark {
    private static final int VALUES = 100_000;

    private final Histogram reference = new Histogram();
    private final Histogram current = new Histogram();

    /** Fills the histograms, and makes sure that all three can be measured and tell them apart. */
    @Setup
    public void fill() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < VALUES; i++) {
            reference.add(Math.sqrt(random.nextDouble()));
            current.add(Math.cbrt(random.nextDouble()));
        }
        for (Comparison comparison : List.of(psi(), kolmogorovSmirnov(), jensenShannon())) {
            if (!(comparison instanceof Comparison.Measured measured && measured.drifted(.05))) {
                throw new IllegalStateException("A clear drift was not seen: " + comparison);
            }
        }
    }

    @Benchmark
    public Comparison psi() {
        return Distances.psi(reference, current);
    }

    @Benchmark
    public Comparison kolmogorovSmirnov() {
        return Distances.kolmogorovSmirnov(reference, current);
    }

    @Benchmark
    public Comparison jensenShannon() {
        return Distances.jensenShannon(reference, current);
    }

    @Benchmark
    public void together(Blackhole sink) {
        sink.consume(psi());
        sink.consume(kolmogorovSmirnov());
        sink.consume(jensenShannon());
    }
}
