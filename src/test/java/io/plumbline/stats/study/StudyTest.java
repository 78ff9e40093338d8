package io.plumbline.stats.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.plumbline.stats.report.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The claims of docs/statistics.md, on the short form of the study. Bounds leave one chance in a million; seeds are fixed. */
class StudyTest {
    private static final Path DOCUMENT = Path.of("docs", "statistics.md");
    private static final double UNLIKELY = 1e-6;
    private static final double POINT = 0.01;
    private static final Set<String> DIFFERENT_FROM_MOA = Set.of("ADWIN", "Page-Hinkley", "STEPD");
    private static Study study;

    @BeforeAll
    static void run() {
        study = new Study(Effort.SHORT);
    }

    @Test
    void detectors_do_in_every_scenario_what_those_of_moa_do() {
        AlarmStudy alarms = study.alarms();
        List<Subject> subjects = alarms.subjects();
        int compared = 0;
        for (int i = 0; i + 1 < subjects.size(); i++) {
            if (subjects.get(i + 1).by() == Subject.By.MOA
                    && !DIFFERENT_FROM_MOA.contains(subjects.get(i).name())) {
                assertThat(subjects.get(i).name()).isEqualTo(subjects.get(i + 1).name());
                for (Scenario scenario : Scenario.ALL) {
                    Alarms changed = alarms.changed(scenario);
                    for (int run = 0; run < changed.runs(); run++) {
                        assertThat(changed.of(run, i))
                                .as("%s on %s", subjects.get(i).name(), scenario.title())
                                .containsExactly(changed.of(run, i + 1));
                    }
                }
                compared++;
            }
        }
        assertThat(compared).isEqualTo(7);
    }

    @Test
    void e_sr_alarms_no_more_often_than_stated_while_errors_are_independent() {
        AlarmStudy alarms = study.alarms();
        int detector = index("e-SR, A = 1e5");
        for (Scenario scenario : List.of(Scenario.SMALL, Scenario.LARGE, Scenario.RARE)) {
            Alarms unchanged = alarms.unchanged(scenario);
            int most = PoissonDistribution.of(unchanged.values() / 1e5).inverseSurvivalProbability(UNLIKELY);
            assertThat(unchanged.count(detector)).as(scenario.title()).isLessThanOrEqualTo(most);
        }
    }

    @Test
    void the_learned_baseline_is_as_quick_as_adwin() {
        AlarmStudy alarms = study.alarms();
        for (Scenario scenario : List.of(Scenario.SMALL, Scenario.LARGE, Scenario.RARE)) {
            Alarms changed = alarms.changed(scenario);
            double learned = changed.delay(index(Subject.LEARNED.name())).median();
            double adwin = changed.delay(index("ADWIN")).median();
            assertThat(learned).as(scenario.title()).isLessThanOrEqualTo(adwin);
        }
    }

    @Test
    void tests_of_distributions_keep_their_level_within_a_point() {
        LevelStudy levels = study.levels();
        for (int size : levels.sizes()) {
            for (DistributionTest test : DistributionTest.values()) {
                for (double level : new double[] {levels.level(test, size), levels.levelAgainstReference(test, size)}) {
                    if (!Double.isNaN(level)) {
                        String what = test.title() + " with " + size + " values";
                        assertShare(what, level, levels.runs(size), LevelStudy.LEVEL - POINT, LevelStudy.LEVEL + POINT);
                    }
                }
            }
            assertThat(levels.level(DistributionTest.KOLMOGOROV_SMIRNOV, size)).isNotNaN();
        }
    }

    @Test
    void tests_of_distributions_see_a_drift_of_every_tenth_value() {
        LevelStudy levels = study.levels();
        for (DistributionTest test : List.of(
                DistributionTest.PSI,
                DistributionTest.KOLMOGOROV_SMIRNOV,
                DistributionTest.JENSEN_SHANNON,
                DistributionTest.HELLINGER,
                DistributionTest.WASSERSTEIN)) {
            assertShare(test.title(), levels.power(test, 10_000), levels.runs(10_000), 0.97, 1);
            assertShare(test.title(), levels.power(test, 1_000), levels.runs(1_000), 0.27, 0.55);
        }
    }

    @Test
    void tests_of_numbers_keep_the_level_that_they_can_attain() {
        ValueStudy values = study.values();
        for (ValueStudy.Case one : values.unchanged()) {
            for (ValueStudy.ValueTest test : ValueStudy.ValueTest.values()) {
                double level = values.rejected(test, one);
                if (!Double.isNaN(level)) {
                    // Two cells or twenty, the differences of samples of one size are even numbers: few levels can be
                    // had.
                    assertShare(test.title() + " " + one, level, values.runs(), 0.03, 0.075);
                }
            }
            double exact = values.rejected(ValueStudy.ValueTest.KOLMOGOROV_SMIRNOV, one);
            double least = one.current() == one.reference() ? ValueStudy.attainable(one.current()) : 0.04;
            assertShare("exact " + one, exact, values.runs(), least, Math.max(least, 0.05));
        }
        assertThat(ValueStudy.attainable(50)).isBetween(0.039, 0.0393);
    }

    @Test
    void tests_of_numbers_see_a_drift_of_every_tenth_value() {
        ValueStudy values = study.values();
        assertShare("W1", values.rejected(ValueStudy.ValueTest.WASSERSTEIN, values.drift()), values.runs(), 0.25, 0.5);
        assertShare("PSI", values.rejected(ValueStudy.ValueTest.PSI, values.drift()), values.runs(), 0.1, 0.3);
    }

    @Test
    void comparisons_of_like_with_like_keep_their_level_under_a_daily_cycle() {
        CycleStudy cycles = study.cycles();
        for (CycleStudy.Way way : CycleStudy.Way.values()) {
            assertLevel(way, CycleStudy.World.INDEPENDENT, 0.04, 0.06);
            assertLevel(way, CycleStudy.World.RISEN, 0.6, 1);
            if (way != CycleStudy.Way.PLAIN) {
                assertLevel(way, CycleStudy.World.CYCLE, 0.04, 0.06);
            }
        }
        for (CycleStudy.World world : List.of(CycleStudy.World.BURSTS, CycleStudy.World.DEVICES)) {
            assertLevel(CycleStudy.Way.LIKE_HOURS_OF_SHARDS, world, 0, 0.06);
            assertLevel(CycleStudy.Way.WHOLE_DAYS, world, 0.04, 0.06);
            assertLevel(CycleStudy.Way.SHARD_TOTALS, world, 0.04, 0.06);
            assertLevel(CycleStudy.Way.FEW_SHARD_TOTALS, world, 0.04, 0.06);
        }
        assertThat(cycles.rejected(CycleStudy.Way.PLAIN, CycleStudy.World.CYCLE))
                .isGreaterThan(0.15);
    }

    private static void assertLevel(CycleStudy.Way way, CycleStudy.World world, double least, double most) {
        CycleStudy cycles = study.cycles();
        assertShare(way + " " + world, cycles.rejected(way, world), cycles.runs(), least, most);
    }

    /** That so many of the runs are not surprising if the true share lies between the two. */
    private static void assertShare(String what, double share, int runs, double least, double most) {
        assertThat(Math.round(share * runs))
                .as(what)
                .isBetween((long) BinomialDistribution.of(runs, least).inverseCumulativeProbability(UNLIKELY), (long)
                        BinomialDistribution.of(runs, most).inverseSurvivalProbability(UNLIKELY));
    }

    @Test
    void a_share_a_device_and_day_keeps_the_promise_that_labels_one_by_one_do_not() {
        FleetStudy fleet = study.fleet();
        int most = BinomialDistribution.of(fleet.runs(), 0.05).inverseSurvivalProbability(UNLIKELY);
        assertThat(fleet.falseAlarms(FleetStudy.Way.SHARES)).isLessThanOrEqualTo(most);
        assertShare(
                "labels", (double) fleet.falseAlarms(FleetStudy.Way.PREDICTIONS) / fleet.runs(), fleet.runs(), .2, .26);
        assertThat(fleet.delay(FleetStudy.Way.SHARES)).isLessThan(10);
    }

    @Test
    void tests_of_distributions_allow_for_devices_that_differ() {
        ClusterStudy clusters = study.clusters();
        for (ClusterStudy.Distance distance : ClusterStudy.Distance.values()) {
            double most = distance == ClusterStudy.Distance.WASSERSTEIN ? 0.07 : 0.06;
            assertShare(distance.name(), clusters.careful(distance), clusters.runs(), 0, most);
            assertShare(distance.name(), clusters.carefulWithFew(distance), clusters.runs(), 0, most);
            assertThat(clusters.careless(distance)).as("%s", distance).isGreaterThan(clusters.careful(distance));
        }
    }

    @Test
    void the_audit_covers_the_truth_however_biased_the_feedback_is() {
        AuditStudy audit = study.audit();
        for (AuditStudy.Case one : audit.cases()) {
            assertThat(audit.outcome(one, AuditStudy.Way.VOLUNTARY).coverage())
                    .as(one.name())
                    .isLessThan(0.01);
            for (AuditStudy.Way way : AuditStudy.Way.values()) {
                if (way != AuditStudy.Way.VOLUNTARY) {
                    double coverage = audit.outcome(one, way).coverage();
                    assertShare(one.name() + ", " + way, coverage, audit.runs(), 0.93, 0.97);
                }
            }
        }
    }

    @Test
    void few_of_the_segments_reported_are_false_and_all_that_drift_are_found() {
        SegmentStudy segments = study.segments();
        for (int look = 0; look < segments.looks(); look++) {
            assertThat(segments.falseDiscoveryRate(look)).isLessThanOrEqualTo(SegmentStudy.ALPHA);
        }
        assertThat(segments.found(segments.looks() - 1)).isGreaterThan(0.99);
    }

    @Test
    void a_lifetime_sees_a_false_alarm_no_more_often_than_promised() {
        LifetimeStudy lifetime = study.lifetime();
        int most = lifetime.most();
        for (int rate = 0; rate < lifetime.rates().length; rate++) {
            for (Subject subject : List.of(Subject.LIFETIME, Subject.LEARNED)) {
                assertThat(lifetime.alarms(subject, rate))
                        .as("%s at %f", subject.name(), lifetime.rates()[rate])
                        .isLessThanOrEqualTo(most);
            }
        }
    }

    @Test
    void the_same_study_gives_the_same_numbers() {
        // Given
        Page first = new Page();
        Page second = new Page();
        // When
        study.segments().report(first);
        new SegmentStudy(Effort.SHORT).report(second);
        // Then
        assertThat(second.print()).isEqualTo(first.print());
    }

    @Test
    void the_document_has_every_table_and_shows_every_plot(@TempDir Path folder) throws IOException {
        // Given
        String document = Files.readString(DOCUMENT);
        // When
        Page page = study.page();
        page.writePlots(folder);
        // Then
        assertThat(page.filled(document)).contains("| DDM ");
        assertThat(page.plots()).isNotEmpty().allSatisfy(name -> {
            assertThat(document).contains("](images/statistics/" + name + ".svg)");
            assertThat(DOCUMENT.resolveSibling("images/statistics/" + name + ".svg"))
                    .exists();
            assertThatCode(() -> DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(folder.resolve(name + ".svg").toFile()))
                    .doesNotThrowAnyException();
        });
    }

    private static int index(String name) {
        List<Subject> subjects = study.alarms().subjects();
        for (int i = 0; i < subjects.size(); i++) {
            if (subjects.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("Nobody is called " + name);
    }
}
