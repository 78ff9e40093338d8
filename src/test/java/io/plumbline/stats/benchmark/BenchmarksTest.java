package io.plumbline.stats.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.stats.moa.SharedDetector;
import io.plumbline.stats.report.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

class BenchmarksTest {

    @Test
    void run_with_what_they_compare_proven_equal_and_fill_their_page() throws RunnerException, IOException {
        // When
        Map<String, Double> nanoseconds = Benchmarks.nanoseconds(new Runner(Benchmarks.options(".*")
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.microseconds(1))
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run());
        // Then
        assertThat(nanoseconds).hasSize(2 * SharedDetector.values().length + 4 + 4 + 3);
        assertThat(nanoseconds.values()).allMatch(time -> time > 0);
        // When
        Page page = Benchmarks.page(nanoseconds);
        // Then
        assertThat(page.filled(Files.readString(Path.of("docs", "performance.md"))))
                .contains("| DDM ", "| the three together ", "| parsed and checked ");
    }
}
