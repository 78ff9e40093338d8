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

/** The claims of docs/statistics.md, on the short form of the study. Bounds leave one chance in ten thousand; seeds are fixed. */
class StudyTest {
    private static final Path DOCUMENT = Path.of("docs", "statistics.md");
    private static final double UNLIKELY = 1e-4;
    private static final double DEVIATIONS = 3.7;
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
            double slack = 0.01 + DEVIATIONS * Math.sqrt(0.05 * 0.95 / levels.runs(size));
            for (DistributionTest test : DistributionTest.values()) {
                for (double level : new double[] {levels.level(test, size), levels.levelAgainstReference(test, size)}) {
                    if (!Double.isNaN(level)) {
                        assertThat(level)
                                .as("%s with %d values", test.title(), size)
                                .isBetween(LevelStudy.LEVEL - slack, LevelStudy.LEVEL + slack);
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
            assertThat(levels.power(test, 10_000)).as(test.title()).isGreaterThan(0.85);
            assertThat(levels.power(test, 1_000)).as(test.title()).isBetween(0.1, 0.8);
        }
    }

    @Test
    void a_share_a_device_and_day_keeps_the_promise_that_labels_one_by_one_do_not() {
        FleetStudy fleet = study.fleet();
        int most = BinomialDistribution.of(fleet.runs(), 0.05).inverseSurvivalProbability(UNLIKELY);
        assertThat(fleet.falseAlarms(FleetStudy.Way.SHARES)).isLessThanOrEqualTo(most);
        // A hundred fleets are too few to prove more: the full study sees a false alarm in 23 of a hundred.
        assertThat(fleet.falseAlarms(FleetStudy.Way.PREDICTIONS)).isGreaterThan(2 * fleet.runs() / 20);
        assertThat(fleet.delay(FleetStudy.Way.SHARES)).isLessThan(10);
    }

    @Test
    void tests_of_distributions_allow_for_devices_that_differ() {
        ClusterStudy clusters = study.clusters();
        double slack = 0.01 + DEVIATIONS * Math.sqrt(0.05 * 0.95 / clusters.runs());
        for (ClusterStudy.Distance distance : ClusterStudy.Distance.values()) {
            assertThat(clusters.careful(distance)).as("%s", distance).isLessThan(0.05 + slack);
            assertThat(clusters.careless(distance)).as("%s", distance).isGreaterThan(clusters.careful(distance));
        }
    }

    @Test
    void the_audit_covers_the_truth_however_biased_the_feedback_is() {
        AuditStudy audit = study.audit();
        double slack = DEVIATIONS * Math.sqrt(0.05 * 0.95 / audit.runs());
        for (AuditStudy.Case one : audit.cases()) {
            assertThat(audit.outcome(one, AuditStudy.Way.VOLUNTARY).coverage())
                    .as(one.name())
                    .isLessThan(0.01);
            for (AuditStudy.Way way : AuditStudy.Way.values()) {
                if (way != AuditStudy.Way.VOLUNTARY) {
                    assertThat(audit.outcome(one, way).coverage())
                            .as("%s, %s", one.name(), way)
                            .isBetween(0.93 - slack, 0.97 + slack);
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
