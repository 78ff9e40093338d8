package io.plumbline.stats.benchmark;

import io.plumbline.stats.Distances;
import io.plumbline.stats.Histogram;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

@State(Scope.Thread)
public class DistanceBenchmark {
    private final Histogram reference = new Histogram();
    private final Histogram current = new Histogram();

    @Setup
    public void fill() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100_000; i++) {
            reference.add(Math.sqrt(random.nextDouble()));
            current.add(Math.cbrt(random.nextDouble()));
        }
    }

    @Benchmark
    public void threeDistances(Blackhole sink) {
        sink.consume(Distances.psi(reference, current));
        sink.consume(Distances.kolmogorovSmirnov(reference, current));
        sink.consume(Distances.jensenShannon(reference, current));
    }
}
