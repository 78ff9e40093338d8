package io.plumbline.stats.detector;

import static io.plumbline.stats.detector.Streams.indices;
import static io.plumbline.stats.detector.Streams.signals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What every detector keeps. A new one is a line in the list of subjects, at least one for each class. */
class DetectorContractTest {

    /**
     * Kind and checksum of the stored state after 4,000 errors, then what the detector takes and does. Kinds are never used
     * again for another detector, and a changed layout needs a new version: old states are stored somewhere.
     */
    static final List<Subject> SUBJECTS = List.of(
            subject(32, 0x9cc36dce, Values.ERRORS, Warns.YES, Ddm::new, Ddm::fromBytes),
            subject(33, 0x45726578, Values.ERRORS, Warns.YES, Eddm::new, Eddm::fromBytes),
            subject(34, 0xee26e8a, Values.ERRORS, Warns.YES, Rddm::new, Rddm::fromBytes),
            subject(35, 0x1aea5e3f, Values.UNIT, Warns.YES, HddmA::new, HddmA::fromBytes),
            subject(
                    35,
                    0x8ba7cd52,
                    Values.UNIT,
                    Warns.YES,
                    () -> new HddmA(HddmA.Settings.TWO_SIDED),
                    HddmA::fromBytes),
            subject(36, 0x8dbfcc7c, Values.UNIT, Warns.YES, HddmW::new, HddmW::fromBytes),
            subject(
                    36,
                    0x509ddf88,
                    Values.UNIT,
                    Warns.YES,
                    () -> new HddmW(HddmW.Settings.TWO_SIDED),
                    HddmW::fromBytes),
            subject(37, 0x54ef8dc0, Values.LARGE, Warns.NO, Adwin::new, Adwin::fromBytes),
            subject(
                    37,
                    0xe8b47d6e,
                    Values.LARGE,
                    Warns.NO,
                    () -> new Adwin(Adwin.Settings.RESETTING),
                    Adwin::fromBytes),
            subject(38, 0x1c6bdc78, Values.LARGE, Warns.NO, PageHinkley::new, PageHinkley::fromBytes),
            subject(39, 0x33fd92db, Values.LARGE, Warns.NO, Cusum::new, Cusum::fromBytes),
            subject(40, 0x552a1a0f, Values.FINITE, Warns.NO, Kswin::new, Kswin::fromBytes),
            subject(41, 0xc711dc7c, Values.ERRORS, Warns.YES, Stepd::new, Stepd::fromBytes),
            subject(42, 0x2864de96, Values.ERRORS, Warns.YES, Ecdd::new, Ecdd::fromBytes));

    private static final double[] STREAM = Streams.errors(7, .1, .9);

    private enum Warns {
        YES,
        NO
    }

    /** The values that a detector takes, by some that it refuses and the constant streams that it must bear. */
    private static final class Values {
        static final Values ERRORS = new Values(new double[] {.5, -1, 2}, new double[] {0, 1});
        static final Values UNIT =
                new Values(new double[] {Math.nextDown(0.0), Math.nextUp(1.0), 7}, new double[] {0, .1, .7, 1});
        static final Values LARGE = new Values(new double[] {1.1e100, -1.1e100}, new double[] {0, .1, 1, -3.7, 1e9});
        static final Values FINITE = new Values(new double[] {}, new double[] {0, .1, 1, -3.7, Double.MAX_VALUE});

        private final double[] refused;
        private final double[] constants;

        Values(double[] refused, double[] constants) {
            this.refused = refused;
            this.constants = constants;
        }
    }

    private record Subject(
            String name,
            int kind,
            int checksum,
            Values values,
            Warns warns,
            Supplier<Detector> fresh,
            Function<byte[], Detector> restore) {
        Detector after(int values) {
            Detector detector = fresh.get();
            signals(detector, STREAM, 0, values);
            return detector;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Subject subject(
            int kind,
            int checksum,
            Values values,
            Warns warns,
            Supplier<Detector> fresh,
            Function<byte[], Detector> restore) {
        String name = fresh.get().getClass().getSimpleName();
        return new Subject(name, kind, checksum, values, warns, fresh, restore);
    }

    @Test
    void covers_every_detector_there_is() throws Exception {
        // Given
        Path folder =
                Path.of(Detector.class.getResource("Detector.class").toURI()).resolveSibling("");
        Set<String> classes = new HashSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.class")) {
            for (Path file : files) {
                String name = file.getFileName().toString().replace(".class", "");
                Class<?> type = Class.forName(Detector.class.getPackageName() + "." + name);
                if (Detector.class.isAssignableFrom(type) && !type.isInterface()) {
                    classes.add(name);
                }
            }
        }
        // When
        Set<String> covered = SUBJECTS.stream().map(Subject::name).collect(Collectors.toSet());
        // Then
        assertThat(classes).isNotEmpty();
        assertThat(covered).isEqualTo(classes);
    }

    @Test
    void stores_each_class_under_a_kind_of_its_own() {
        assertThat(SUBJECTS.stream().map(Subject::kind).distinct().count())
                .isEqualTo(SUBJECTS.stream().map(Subject::name).distinct().count());
    }

    @ParameterizedTest
    @FieldSource("SUBJECTS")
    void is_deterministic(Subject subject) {
        // Given
        Detector one = subject.fresh.get();
        Detector other = subject.fresh.get();
        // When
        List<Signal> signals = signals(one, STREAM, 0, STREAM.length);
        // Then
        assertThat(signals(other, STREAM, 0, STREAM.length)).isEqualTo(signals);
        assertThat(other.toBytes()).isEqualTo(one.toBytes());
    }

    @ParameterizedTest
    @FieldSource("SUBJECTS")
    void goes_on_from_its_bytes_as_if_nothing_had_happened(Subject subject) {
        Random random = new Random(11);
        for (int i = 0; i < 20; i++) {
            // Given
            int split = i < 4 ? i : random.nextInt(i < 12 ? 200 : STREAM.length);
            Detector original = subject.after(split);
            byte[] bytes = original.toBytes();
            // When
            Detector restored = subject.restore.apply(bytes);
            // Then
            assertThat(restored.toBytes()).as("after %d", split).isEqualTo(bytes);
            assertThat(restored.n()).isEqualTo(split);
            assertThat(signals(restored, STREAM, split, STREAM.length))
                    .as("after %d", split)
                    .isEqualTo(signals(original, STREAM, split, STREAM.length));
            assertThat(restored.toBytes()).as("after %d", split).isEqualTo(original.toBytes());
        }
    }

    @ParameterizedTest
    @FieldSource("SUBJECTS")
    void keeps_its_stored_layout(Subject subject) {
        // When
        byte[] bytes = subject.after(STREAM.length).toBytes();
        // Then
        assertThat(bytes[0]).as("kind").isEqualTo((byte) subject.kind);
        assertThat(bytes[1]).as("version").isEqualTo((byte) 1);
        assertThat(Integer.toHexString(ByteBuffer.wrap(bytes).getInt(bytes.length - 4)))
                .as("checksum of %d bytes", bytes.length)
                .isEqualTo(Integer.toHexString(subject.checksum));
    }

    @ParameterizedTest
    @FieldSource("SUBJECTS")
    void refuses_damaged_bytes(Subject subject) {
        byte[] bytes = subject.after(1500).toBytes();
        for (int i = 0; i < bytes.length; i++) {
            // Given
            byte[] damaged = bytes.clone();
            damaged[i] ^= (byte) (1 << i % 8);
            byte[] cut = Arrays.copyOf(bytes, i);
            // When, Then
            assertRefused(subject, damaged);
            assertRefused(subject, cut);
        }
        assertRefused(subject, Arrays.copyOf(bytes, bytes.length + 1));
        assertRefused(subject, sealed(Arrays.copyOf(bytes, bytes.length + 1)));
        assertRefused(subject, sealed(Arrays.copyOf(bytes, bytes.length - 1)));
    }

    @ParameterizedTest
    @FieldSource("SUBJECTS")
    void refuses_another_kind_and_an_unknown_version(Subject subject) {
        for (int header = 0; header < 2; header++) {
            // Given
            byte[] bytes = subject.after(100).toBytes();
            bytes[header]++;
            // When, Then
            assertRefused(subject, sealed(bytes));
        }
    }

    /** Whoever forges a checksum gets a refusal or a detector that works, never another failure. */
    @ParameterizedTest
    @FieldSource("SUBJECTS")
    void bears_every_forged_state(Subject subject) {
        // Given
        byte[] bytes = subject.after(150).toBytes();
        byte[] forgeries = {(byte) 0x80, (byte) 0xff, 0x01, 0x7f, 0x40};
        int refused = 0;
        for (int i = 2; i < bytes.length - Integer.BYTES; i++) {
            byte[] state = bytes.clone();
            state[i] ^= forgeries[i % forgeries.length];
            // When
            refused += refusesOrWorks(subject, sealed(state)) ? 1 : 0;
        }
        // Then
        assertThat(refused).isPositive();
    }

    private static boolean refusesOrWorks(Subject subject, byte[] state) {
        Detector detector;
        try {
            detector = subject.restore.apply(state);
        } catch (IllegalArgumentException refusal) {
            return true;
        }
        assertThatCode(() -> signals(detector, STREAM, 1970, 2030)).doesNotThrowAnyException();
        assertThat(subject.restore.apply(detector.toBytes()).toBytes()).isEqualTo(detector.toBytes());
        return false;
    }

    @ParameterizedTest
    @FieldSource("SUBJECTS")
    void refuses_bad_values_and_stays_as_it_was(Subject subject) {
        // Given
        Detector detector = subject.after(300);
        byte[] before = detector.toBytes();
        double[] never = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (double[] refused : List.of(never, subject.values.refused)) {
            for (double x : refused) {
                // When, Then
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> detector.update(x))
                        .withMessageContaining(String.valueOf(x));
                assertThat(detector.toBytes()).isEqualTo(before);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("SUBJECTS")
    void is_as_new_after_a_reset(Subject subject) {
        for (int values : new int[] {0, 1, 150, 2100, STREAM.length}) {
            // Given
            Detector detector = subject.after(values);
            // When
            detector.reset();
            // Then
            assertThat(detector.n()).isZero();
            assertThat(detector.toBytes()).isEqualTo(subject.fresh.get().toBytes());
        }
    }

    @ParameterizedTest
    @FieldSource("SUBJECTS")
    void sees_a_large_change_soon(Subject subject) {
        // When
        List<Integer> drifts = indices(subject.fresh.get(), STREAM, Signal.DRIFT);
        // Then
        assertThat(drifts).anyMatch(i -> i >= 2000 && i < 2150);
    }

    @ParameterizedTest
    @FieldSource("SUBJECTS")
    void is_quiet_while_nothing_changes(Subject subject) {
        for (double constant : subject.values.constants) {
            // Given
            double[] values = new double[20_000];
            Arrays.fill(values, constant);
            // When
            List<Signal> signals = signals(subject.fresh.get(), values, 0, values.length);
            // Then
            assertThat(signals).as("on %s", constant).containsOnly(Signal.STABLE);
        }
    }

    @ParameterizedTest
    @FieldSource("SUBJECTS")
    void warns_before_it_drifts_if_it_warns_at_all(Subject subject) {
        // Given
        Random random = new Random(5);
        double[] ramp = new double[6000];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = random.nextDouble() < .1 + .5 * Math.max(0, i - 3000) / 3000 ? 1 : 0;
        }
        // When
        List<Signal> signals = signals(subject.fresh.get(), ramp, 0, ramp.length);
        // Then
        if (subject.warns == Warns.NO) {
            assertThat(signals).doesNotContain(Signal.WARNING);
            return;
        }
        int warned = 0;
        boolean warning = false;
        for (Signal signal : signals) {
            warned += signal == Signal.DRIFT && warning ? 1 : 0;
            warning = signal != Signal.DRIFT && (warning || signal == Signal.WARNING);
        }
        assertThat(warned).as("drifts after a warning").isPositive();
    }

    @ParameterizedTest
    @FieldSource("SUBJECTS")
    void counts_its_values_over_all_drifts(Subject subject) {
        // Given
        Detector detector = subject.fresh.get();
        for (int i = 0; i < STREAM.length; i += 50) {
            // When
            signals(detector, STREAM, i, i + 50);
            // Then
            assertThat(detector.n()).isEqualTo(i + 50L);
        }
    }

    @ParameterizedTest
    @FieldSource("SUBJECTS")
    void allocates_nothing(Subject subject) {
        // Given
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double[] values = Streams.errors(3, .1, .4, 100_000);
        Detector detector = subject.fresh.get();
        run(detector, values);
        // When
        threads.getCurrentThreadAllocatedBytes();
        long before = threads.getCurrentThreadAllocatedBytes();
        run(detector, values);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        // Then
        assertThat(allocated).as("bytes in %d updates", values.length).isLessThan(1000);
    }

    private static void run(Detector detector, double[] values) {
        for (double x : values) {
            detector.update(x);
        }
    }

    private static byte[] sealed(byte[] state) {
        CRC32C crc = new CRC32C();
        crc.update(state, 0, state.length - Integer.BYTES);
        ByteBuffer.wrap(state).putInt(state.length - Integer.BYTES, (int) crc.getValue());
        return state;
    }

    private static void assertRefused(Subject subject, byte[] bytes) {
        assertThatIllegalArgumentException().isThrownBy(() -> subject.restore.apply(bytes));
    }
}
