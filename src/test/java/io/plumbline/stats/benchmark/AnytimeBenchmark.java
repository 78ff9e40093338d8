package io.plumbline.stats.benchmark;

import io.plumbline.stats.anytime.ECusum;
import io.plumbline.stats.anytime.EShiryaevRoberts;
import io.plumbline.stats.anytime.LearnedBaselineEProcess;
import io.plumbline.stats.anytime.LifetimeEProcess;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Updates of the alarms that state how often they are wrong, on the stream of {@link DetectorBenchmark}. */
@State(Scope.Thread)
public class AnytimeBenchmark {
    private static final double PROMISE = .2;
    private static final double RUN_LENGTH = 1e5;
    private static final double[] FACTORS = {1.25, 1.5, 2, 3, 4};

    private final boolean[] stream = Errors.wrong();
    private final EShiryaevRoberts shiryaevRoberts = new EShiryaevRoberts(PROMISE, RUN_LENGTH);
    private final ECusum cusum = new ECusum(PROMISE, RUN_LENGTH);
    /** These two are given a promise that is kept: they alarm once, and are to be timed while they watch. */
    private final LifetimeEProcess lifetime = new LifetimeEProcess(.3, .05);

    private final LearnedBaselineEProcess learned = new LearnedBaselineEProcess(3_000, 10_000, .05, 0);

    /** Makes sure that e-SR alarms where its definition does. */
    @Setup
    public void check() {
        EShiryaevRoberts detector = new EShiryaevRoberts(PROMISE, RUN_LENGTH);
        double[] values = new double[FACTORS.length];
        int alarms = 0;
        for (int i = 0; i < stream.length; i++) {
            double mean = 0;
            for (int k = 0; k < values.length; k++) {
                double q = Math.min(FACTORS[k] * PROMISE, 1 - (1 - PROMISE) / 20);
                values[k] = (values[k] + 1) * (stream[i] ? q / PROMISE : (1 - q) / (1 - PROMISE));
                mean += values[k] / values.length;
            }
            boolean expected = mean >= RUN_LENGTH;
            if (detector.update(stream[i]) != expected) {
                throw new IllegalStateException("e-SR differs from its definition at " + i);
            }
            if (expected) {
                values = new double[FACTORS.length];
                alarms++;
            }
        }
        if (alarms == 0) {
            throw new IllegalStateException("Nothing was compared: no alarm");
        }
    }

    @Benchmark
    @OperationsPerInvocation(Errors.LENGTH)
    public int shiryaevRoberts() {
        int alarms = 0;
        for (boolean wrong : stream) {
            alarms += shiryaevRoberts.update(wrong) ? 1 : 0;
        }
        return alarms;
    }

    @Benchmark
    @OperationsPerInvocation(Errors.LENGTH)
    public int cusum() {
        int alarms = 0;
        for (boolean wrong : stream) {
            alarms += cusum.update(wrong) ? 1 : 0;
        }
        return alarms;
    }

    @Benchmark
    @OperationsPerInvocation(Errors.LENGTH)
    public int lifetime() {
        int alarms = 0;
        for (boolean wrong : stream) {
            alarms += lifetime.update(wrong) ? 1 : 0;
        }
        return alarms;
    }

    @Benchmark
    @OperationsPerInvocation(Errors.LENGTH)
    public int learned() {
        int alarms = 0;
        for (boolean wrong : stream) {
            alarms += learned.update(wrong) ? 1 : 0;
        }
        return alarms;
    }
}
