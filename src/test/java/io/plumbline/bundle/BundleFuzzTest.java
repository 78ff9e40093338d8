package io.plumbline.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.plumbline.bundle.onnx.OnnxGraphs;
import io.plumbline.kernel.Rejection;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Ten thousand mutations of a bundle: each is read or refused with a sentence, within bounds, and nothing else. */
class BundleFuzzTest {
    private static final long SEED = 42;
    private static final int MUTATIONS = 10_000;
    private static final long MOST_ALLOCATED = 64 << 20;

    @Test
    void ten_thousand_mutations_are_read_or_refused_within_bounds() {
        // Given
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Mutations mutations = new Mutations(SEED);
        Map<String, Integer> codes = new TreeMap<>();
        long slowest = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] zip = mutations.next(i);
            long allocated = threads.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            // When
            String code = read(zip, i);
            // Then
            slowest = Math.max(slowest, System.nanoTime() - start);
            assertThat(threads.getCurrentThreadAllocatedBytes() - allocated)
                    .as("bytes allocated for mutation %d of seed %d", i, SEED)
                    .isLessThan(MOST_ALLOCATED);
            codes.merge(code, 1, Integer::sum);
        }
        System.out.printf("%,d mutations, slowest %.0f ms: %s%n", MUTATIONS, slowest / 1e6, codes);
        assertThat(codes.getOrDefault("read", 0)).as("read").isBetween(1, MUTATIONS / 2);
        assertThat(codes).as("what was refused").hasSizeGreaterThan(12);
    }

    private static String read(byte[] zip, int i) {
        try {
            Bundle bundle = Bundles.read(zip);
            OnnxGraphs.head(bundle.onnx());
            OnnxGraphs.backbone(bundle.onnx());
            return "read";
        } catch (Rejection e) {
            assertThat(e.code()).as("mutation %d", i).matches("(bundle|model-json|onnx)-[a-z-]+");
            assertThat(e.detail()).as("mutation %d", i).isNotBlank().hasSizeLessThan(8_000);
            return e.code();
        } catch (RuntimeException | Error e) {
            throw new AssertionError("Mutation " + i + " of seed " + SEED + " threw " + e, e);
        }
    }
}
