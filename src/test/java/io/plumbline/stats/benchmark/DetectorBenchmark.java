package io.plumbline.stats.benchmark;

import io.plumbline.stats.detector.Detector;
import io.plumbline.stats.detector.Signal;
import io.plumbline.stats.moa.SharedDetector;
import java.util.Arrays;
import moa.classifiers.core.driftdetection.AbstractChangeDetector;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Updates of each detector that both we and MOA have, on the same stream. */
@State(Scope.Thread)
public class DetectorBenchmark {
    /** Which detector. */
    @Param
    public SharedDetector detector;

    private final double[] stream = Errors.stream();
    private Detector ours;
    private AbstractChangeDetector moas;

    /** Makes both, and makes sure that they do the same. */
    @Setup
    public void begin() {
        int[] expected = detector.moasAlarms(stream);
        int[] actual = detector.ourAlarms(stream);
        if (!Arrays.equals(expected, actual)) {
            throw new IllegalStateException(
                    detector + " alarms at " + Arrays.toString(actual) + ", MOA's at " + Arrays.toString(expected));
        }
        ours = detector.ours();
        moas = detector.moas();
    }

    @Benchmark
    @OperationsPerInvocation(Errors.LENGTH)
    public int ours() {
        int alarms = 0;
        for (double x : stream) {
            alarms += ours.update(x) == Signal.DRIFT ? 1 : 0;
        }
        return alarms;
    }

    @Benchmark
    @OperationsPerInvocation(Errors.LENGTH)
    public int moas() {
        int alarms = 0;
        for (double x : stream) {
            moas.input(x);
            alarms += moas.getChange() ? 1 : 0;
        }
        return alarms;
    }
}
