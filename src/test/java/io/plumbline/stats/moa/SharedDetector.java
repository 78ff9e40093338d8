package io.plumbline.stats.moa;

import io.plumbline.stats.detector.Adwin;
import io.plumbline.stats.detector.Cusum;
import io.plumbline.stats.detector.Ddm;
import io.plumbline.stats.detector.Detector;
import io.plumbline.stats.detector.Direction;
import io.plumbline.stats.detector.Ecdd;
import io.plumbline.stats.detector.Eddm;
import io.plumbline.stats.detector.HddmA;
import io.plumbline.stats.detector.HddmW;
import io.plumbline.stats.detector.PageHinkley;
import io.plumbline.stats.detector.Rddm;
import io.plumbline.stats.detector.Signal;
import io.plumbline.stats.detector.Stepd;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import moa.classifiers.core.driftdetection.ADWINChangeDetector;
import moa.classifiers.core.driftdetection.AbstractChangeDetector;
import moa.classifiers.core.driftdetection.CusumDM;
import moa.classifiers.core.driftdetection.DDM;
import moa.classifiers.core.driftdetection.EDDM;
import moa.classifiers.core.driftdetection.EWMAChartDM;
import moa.classifiers.core.driftdetection.HDDM_A_Test;
import moa.classifiers.core.driftdetection.HDDM_W_Test;
import moa.classifiers.core.driftdetection.PageHinkleyDM;
import moa.classifiers.core.driftdetection.RDDM;
import moa.classifiers.core.driftdetection.STEPD;

/** The detectors that both we and MOA have, with the same settings: the papers', which are MOA's unless said otherwise. */
public enum SharedDetector {
    DDM("DDM", Ddm::new, DDM::new),
    EDDM("EDDM", Eddm::new, EDDM::new),
    RDDM("RDDM", Rddm::new, RDDM::new),
    /** MOA's looks for falls as well, unless told not to; a fall makes it begin anew in silence. */
    HDDM_A("HDDM_A", HddmA::new, () -> {
        HDDM_A_Test detector = new HDDM_A_Test();
        detector.oneSidedTestOption.setChosenLabel("One-sided");
        return detector;
    }),
    HDDM_W("HDDM_W", HddmW::new, HDDM_W_Test::new),
    /** MOA's reports rises alone, though it cuts its window at falls, too; ours does so if it is told to. */
    ADWIN(
            "ADWIN",
            () -> new Adwin(new Adwin.Settings(.002, 32, 5, 10, 5, false, Direction.UP)),
            ADWINChangeDetector::new),
    /** MOA's measures the sum from 0; ours from its least value, as published, unless told otherwise. */
    PAGE_HINKLEY(
            "Page-Hinkley",
            () -> new PageHinkley(PageHinkley.Settings.DEFAULT.as(PageHinkley.Form.ZERO)),
            PageHinkleyDM::new),
    CUSUM("CUSUM", Cusum::new, CusumDM::new),
    STEPD("STEPD", Stepd::new, STEPD::new),
    ECDD("ECDD", Ecdd::new, EWMAChartDM::new);

    private final String title;
    // Safe because: both only make new detectors, and hold nothing.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Supplier<Detector> ours;

    @SuppressWarnings("ImmutableEnumChecker")
    private final Supplier<AbstractChangeDetector> moas;

    SharedDetector(String title, Supplier<Detector> ours, Supplier<AbstractChangeDetector> moas) {
        this.title = title;
        this.ours = ours;
        this.moas = moas;
    }

    /** What it is called in its paper. */
    public String title() {
        return title;
    }

    /** Ours, new. */
    public Detector ours() {
        return ours.get();
    }

    /** MOA's, new and ready. */
    public AbstractChangeDetector moas() {
        AbstractChangeDetector detector = moas.get();
        detector.prepareForUse();
        return detector;
    }

    /** Where in the stream ours raises an alarm, from 0. */
    public int[] ourAlarms(double[] stream) {
        return alarms(ours(), stream);
    }

    /** Where in the stream MOA's raises an alarm, from 0. */
    public int[] moasAlarms(double[] stream) {
        return alarms(moas.get(), stream);
    }

    /** Where in the stream a detector of ours raises an alarm, from 0. */
    public static int[] alarms(Detector detector, double[] stream) {
        return IntStream.range(0, stream.length)
                .filter(i -> detector.update(stream[i]) == Signal.DRIFT)
                .toArray();
    }

    /** Where in the stream a detector of MOA's raises an alarm, from 0. */
    public static int[] alarms(AbstractChangeDetector detector, double[] stream) {
        detector.prepareForUse();
        return IntStream.range(0, stream.length)
                .filter(i -> {
                    detector.input(stream[i]);
                    return detector.getChange();
                })
                .toArray();
    }
}
