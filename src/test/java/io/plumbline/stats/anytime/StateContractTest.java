package io.plumbline.stats.anytime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What everything in this package that is fed value by value has in common. */
class StateContractTest {

    /** One subject: how it is made, fed with a value and whether it was an error, stored and restored. */
    record Subject<T>(
            String name,
            T made,
            BiConsumer<T, Double> feed,
            Function<T, byte[]> store,
            Function<byte[], T> restore,
            int kind) {
        byte[] bytes() {
            return store.apply(made);
        }

        void take(SplittableRandom random, int values, double rate) {
            for (int i = 0; i < values; i++) {
                feed.accept(made, random.nextDouble() < rate ? 1.0 : 0.0);
            }
        }

        Subject<T> restored(byte[] bytes) {
            return new Subject<>(name, restore.apply(bytes), feed, store, restore, kind);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Subject<?>> subjects() {
        return Stream.concat(alarms(), others());
    }

    private static Stream<Subject<?>> alarms() {
        return Stream.of(
                new Subject<>(
                        "lifetime",
                        new LifetimeEProcess(.1, .05),
                        (s, x) -> s.update(x == 1),
                        LifetimeEProcess::toBytes,
                        LifetimeEProcess::fromBytes,
                        64),
                new Subject<>(
                        "lifetime of losses",
                        LifetimeEProcess.ofLosses(.1, .05),
                        (s, x) -> s.update(x, .5),
                        LifetimeEProcess::toBytes,
                        LifetimeEProcess::fromBytes,
                        64),
                new Subject<>(
                        "e-SR",
                        new EShiryaevRoberts(.1, 1e4),
                        (s, x) -> s.update(x == 1),
                        EShiryaevRoberts::toBytes,
                        EShiryaevRoberts::fromBytes,
                        65),
                new Subject<>(
                        "e-CUSUM",
                        new ECusum(.1, 1e4),
                        (s, x) -> s.update(x == 1),
                        ECusum::toBytes,
                        ECusum::fromBytes,
                        66),
                new Subject<>(
                        "learned baseline",
                        new LearnedBaselineEProcess(50, 500, .05, .01),
                        (s, x) -> s.update(x == 1),
                        LearnedBaselineEProcess::toBytes,
                        LearnedBaselineEProcess::fromBytes,
                        67),
                new Subject<>(
                        "calendar e-detector",
                        new CalendarEDetector(50, 500, .01),
                        (s, x) -> s.update(1e-4, x == 1 ? 3 : 0, 10),
                        CalendarEDetector::toBytes,
                        CalendarEDetector::fromBytes,
                        70));
    }

    private static Stream<Subject<?>> others() {
        return Stream.of(
                new Subject<>(
                        "empirical Bernstein",
                        new EmpiricalBernsteinSequence(.05),
                        (s, x) -> s.update(x),
                        EmpiricalBernsteinSequence::toBytes,
                        EmpiricalBernsteinSequence::fromBytes,
                        68),
                new Subject<>(
                        "canary",
                        new CanaryComparison(.05),
                        (s, x) -> s.update(x == 1 ? 1 : 0, 1, 1, 10),
                        CanaryComparison::toBytes,
                        CanaryComparison::fromBytes,
                        69));
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void goes_on_from_stored_bytes_as_it_would_have(Subject<?> subject) {
        // Given
        for (int values : new int[] {0, 1, 127, 128, 700, 3000}) {
            subject.take(new SplittableRandom(values), values, .1);
            Subject<?> restored = subject.restored(subject.bytes());
            assertThat(restored.bytes()).isEqualTo(subject.bytes());
            // When
            subject.take(new SplittableRandom(9), 2000, .25);
            restored.take(new SplittableRandom(9), 2000, .25);
            // Then
            assertThat(restored.bytes()).isEqualTo(subject.bytes());
        }
        assertThat(subject.bytes()).startsWith(subject.kind(), 1);
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void refuses_bytes_that_were_changed_anywhere_or_cut_short(Subject<?> subject) {
        // Given
        subject.take(new SplittableRandom(1), 300, .1);
        byte[] bytes = subject.bytes();
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] = (byte) (changed[i] ^ 1 << (i % 8));
            int length = i;
            // When // Then
            assertThatIllegalArgumentException().isThrownBy(() -> subject.restored(changed));
            assertThatIllegalArgumentException().isThrownBy(() -> subject.restored(Arrays.copyOf(bytes, length)));
        }
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void allocates_nothing_in_an_update(Subject<?> subject) {
        // Given
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        double[] values = new SplittableRandom(2)
                .doubles(100_000)
                .map(u -> u < .1 ? 1 : 0)
                .toArray();
        Double one = 1.0;
        Double zero = 0.0;
        feed(subject, values, one, zero);
        // When
        long before = threads.getThreadAllocatedBytes(thread);
        feed(subject, values, one, zero);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;
        // Then
        assertThat(allocated).isLessThan(values.length);
    }

    private static <T> void feed(Subject<T> subject, double[] values, Double one, Double zero) {
        for (double value : values) {
            subject.feed().accept(subject.made(), value == 1 ? one : zero);
        }
    }
}
