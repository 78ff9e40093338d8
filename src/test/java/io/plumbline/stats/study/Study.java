package io.plumbline.stats.study;

import io.plumbline.stats.report.Page;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Repeats the study of docs/statistics.md. All randomness is seeded: the same program gives the same numbers on any machine.
 */
public final class Study {
    private final AlarmStudy alarms;
    private final LevelStudy levels;
    private final ValueStudy values;
    private final FleetStudy fleet;
    private final ClusterStudy clusters;
    private final CycleStudy cycles;
    private final AuditStudy audit;
    private final SegmentStudy segments;
    private final LifetimeStudy lifetime;

    Study(Effort effort) {
        alarms = timed("alarms", () -> new AlarmStudy(effort));
        levels = timed("levels", () -> new LevelStudy(effort));
        values = timed("values", () -> new ValueStudy(effort));
        fleet = timed("fleet", () -> new FleetStudy(effort));
        clusters = timed("clusters", () -> new ClusterStudy(effort));
        cycles = timed("cycles", () -> new CycleStudy(effort));
        audit = timed("audit", () -> new AuditStudy(effort));
        segments = timed("segments", () -> new SegmentStudy(effort));
        lifetime = timed("lifetime", () -> new LifetimeStudy(effort));
    }

    private interface Part<T> {
        T run();
    }

    /**
     * The command.
     *
     * @param arguments {@code full} writes the tables and plots into docs; {@code short} runs for seconds and only prints
     */
    public static void main(String[] arguments) throws IOException {
        Effort effort = Effort.valueOf((arguments.length == 0 ? "full" : arguments[0]).toUpperCase(Locale.ROOT));
        Page page = new Study(effort).page();
        System.out.println(page.print());
        if (effort == Effort.FULL) {
            page.fill(Path.of("docs", "statistics.md"));
            page.writePlots(Path.of("docs", "images", "statistics"));
        }
    }

    AlarmStudy alarms() {
        return alarms;
    }

    LevelStudy levels() {
        return levels;
    }

    ValueStudy values() {
        return values;
    }

    FleetStudy fleet() {
        return fleet;
    }

    ClusterStudy clusters() {
        return clusters;
    }

    CycleStudy cycles() {
        return cycles;
    }

    AuditStudy audit() {
        return audit;
    }

    SegmentStudy segments() {
        return segments;
    }

    LifetimeStudy lifetime() {
        return lifetime;
    }

    /** All that was found. */
    Page page() {
        Page page = new Page();
        alarms.report(page);
        levels.report(page);
        values.report(page);
        fleet.report(page);
        clusters.report(page);
        cycles.report(page);
        audit.report(page);
        segments.report(page);
        lifetime.report(page);
        return page;
    }

    private static <T> T timed(String name, Part<T> part) {
        long start = System.nanoTime();
        T result = part.run();
        System.err.printf("%s: %.1f s%n", name, (System.nanoTime() - start) / 1e9);
        return result;
    }
}
