package io.plumbline.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.plumbline.event.EventParser.Span;
import io.plumbline.testing.EventMutations;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever is sent, it is an event or a rejection that says why; and neither takes much memory, nor keeps any. */
class EventFuzzIT {
    private static final int EVENTS = 1_000_000;
    private static final int COMPARED = 25_000;
    private static final int WARM = 100_000;
    private static final long MOST_KEPT = 16 << 20;
    /** 16 bytes for each that an event may have. */
    private static final long MOST_ALLOCATED = 16L * EventParser.MAX_EVENT_BYTES;

    private static final EventMutations MUTATIONS = EventMutations.ofModel("garments", "/devices/5f3c");
    private static final Map<String, String> ATTRIBUTES = Map.of(
            "specversion",
            "1.0",
            "type",
            "io.plumbline.prediction.v1",
            "source",
            "/devices/5f3c",
            "id",
            "b1",
            "time",
            "2026-11-23T10:00:00Z");

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Set<String> codes = new ConcurrentSkipListSet<>();
    /** Not yet: the first to come loads the classes, and the compiler has not yet left out what is not needed. */
    private volatile boolean measured;

    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger rejected = new AtomicInteger();

    @Test
    @Timeout(600)
    void everyMutatedEventIsTakenOrRefusedWithACodeAndASentence() throws Exception {
        // When
        seeds(0, WARM, this::one);
        long kept = used();
        measured = true;
        seeds(WARM, EVENTS, this::one);
        // Then
        assertThat(used() - kept).isLessThan(MOST_KEPT);
        assertThat(accepted.get() + rejected.get()).isEqualTo(EVENTS);
        assertThat(accepted.get()).isBetween(EVENTS / 10, EVENTS / 2);
        String documented = Files.readString(Path.of("docs", "api.md"));
        assertThat(codes).hasSizeGreaterThan(20).allSatisfy(code -> assertThat(documented)
                .contains("`" + code + "`"));
    }

    /** Looks at the events of some seeds, in two threads of their own: what an exception costs depends on the calls that led there. */
    private static void seeds(int from, int to, IntConsumer look) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<?> even =
                    threads.submit(() -> IntStream.range(from / 2, to / 2).forEach(i -> look.accept(2 * i)));
            Future<?> odd =
                    threads.submit(() -> IntStream.range(from / 2, to / 2).forEach(i -> look.accept(2 * i + 1)));
            even.get();
            odd.get();
        } finally {
            threads.shutdownNow();
        }
    }

    private void one(int seed) {
        byte[] event = MUTATIONS.event(seed);
        try {
            switch ((seed >>> 1) & 7) {
                case 0, 1 -> binary(event, seed);
                case 2 -> batch(event);
                default -> parsed(() -> EventParser.parse(event));
            }
            accepted.incrementAndGet();
        } catch (EventRejection e) {
            rejected.incrementAndGet();
            codes.add(e.code());
            if (e.detail().length() < 20 || !isText(e.detail()) || e.code().isEmpty()) {
                throw new AssertionError("Seed " + seed + ": no sentence: " + e.code() + ' ' + e.detail());
            }
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("Seed " + seed + ": " + new String(event, StandardCharsets.UTF_8), e);
        }
    }

    /** A parser at work. */
    private interface Parsing {
        Event parse() throws EventRejection;
    }

    private void parsed(Parsing parsing) throws EventRejection {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            Event event = parsing.parse();
            checkAllocated(before);
            check(event);
        } catch (EventRejection e) {
            checkAllocated(before);
            throw e;
        }
    }

    private void checkAllocated(long before) {
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        if (measured && allocated > MOST_ALLOCATED) {
            throw new AssertionError("Reading it took " + allocated + " bytes");
        }
    }

    /** Its data alone, or with an attribute that is a piece of it. */
    private void binary(byte[] event, int seed) throws EventRejection {
        String text = new String(event, StandardCharsets.ISO_8859_1);
        int data = Math.max(0, text.indexOf("\"data\":") + 7);
        byte[] bytes = text.substring(
                        Math.min(data, text.length()), Math.max(Math.min(data, text.length()), text.length() - 1))
                .getBytes(StandardCharsets.ISO_8859_1);
        Map<String, String> attributes = new HashMap<>(ATTRIBUTES);
        if (((seed >>> 4) & 1) == 0) {
            String name = List.copyOf(new TreeSet<>(ATTRIBUTES.keySet())).get((seed >>> 5) % ATTRIBUTES.size());
            attributes.put(name, text.substring(text.length() / 2));
        }
        parsed(() -> EventParser.parseBinary(attributes, bytes));
    }

    /** Between two that are good, and which stay so if the batch can be told apart at all. */
    private void batch(byte[] event) throws EventRejection {
        byte[] good =
                ("{\"specversion\":\"1.0\",\"type\":\"io.plumbline.prediction.v1\",\"source\":\"/d\",\"id\":\"1\","
                                + "\"time\":\"2026-11-23T10:00:00Z\",\"data\":{\"model\":\"m\",\"version\":\"1\",\"label\":\"a\",\"confidence\":1}}")
                        .getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write('[');
        body.writeBytes(good);
        body.write(',');
        body.writeBytes(event);
        body.write(',');
        body.writeBytes(good);
        body.write(']');
        byte[] bytes = body.toByteArray();
        List<BatchItem> expected;
        try {
            expected = EventParser.batchByJackson(bytes, 500);
        } catch (EventRejection e) {
            requireRefused(bytes, e);
            throw e;
        }
        List<BatchItem> items = EventParser.parseBatch(bytes, 500);
        require(items.size() == expected.size(), items);
        for (int i = 0; i < items.size(); i++) {
            BatchItem item = items.get(i);
            require(item.span().equals(expected.get(i).span()), item);
            require(item.event().equals(expected.get(i).event()), item);
            require(
                    item.rejection()
                            .map(EventRejection::code)
                            .equals(expected.get(i).rejection().map(EventRejection::code)),
                    item);
            item.event().ifPresent(EventFuzzIT::check);
        }
    }

    private static void requireRefused(byte[] bytes, EventRejection expected) {
        try {
            require(false, EventParser.parseBatch(bytes, 500));
        } catch (EventRejection e) {
            require(e.code().equals(expected.code()), e);
        }
    }

    private static void check(Event event) {
        require(!event.eventId().source().isEmpty() && !event.eventId().id().isEmpty(), event);
        if (event instanceof Prediction p) {
            require(p.confidence() >= 0 && p.confidence() <= 1, event);
            require(unit(p.maskArea()) && unit(p.propensity()) && p.latencyMs().orElse(0) >= 0, event);
            require(p.top().stream().allMatch(c -> c.p() >= 0 && c.p() <= 1 && isText(c.label())), event);
            require(
                    p.top().size() <= 100
                            && p.segment().size() <= 32
                            && p.stats().size() <= 32,
                    event);
            require(p.stats().values().stream().allMatch(Double::isFinite), event);
            require(
                    Stream.of(
                                    p.segment().keySet(),
                                    p.segment().values(),
                                    p.stats().keySet())
                            .allMatch(texts -> texts.stream().allMatch(EventFuzzIT::isText)),
                    event);
            require(isText(p.label().orElse("")), event);
        } else if (event instanceof Correction c) {
            require(unit(c.confidence()) && unit(c.iou()) && unit(c.propensity()), event);
            require(isText(c.predicted().orElse("") + c.corrected().orElse("") + c.actor()), event);
            require(isText(c.prediction().source()) && isText(c.prediction().id()), event);
        }
        require(isText(event.eventId().source()) && isText(event.eventId().id()), event);
        require(!event.time().isBefore(java.time.Instant.EPOCH), event);
    }

    private static void require(boolean holds, Object what) {
        if (!holds) {
            throw new AssertionError("Must not be: " + what);
        }
    }

    private static boolean unit(OptionalDouble number) {
        return number.isEmpty() || (number.getAsDouble() >= 0 && number.getAsDouble() <= 1);
    }

    /** Whether a text can be kept by a database and sent as UTF-8. */
    private static boolean isText(String text) {
        return text.codePoints().allMatch(c -> c != 0 && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE));
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void theQuickWayAndJacksonsJudgeAlike() throws Exception {
        seeds(0, COMPARED, seed -> {
            byte[] event = MUTATIONS.event(seed);
            // When
            String quick = verdict(() -> EventParser.parse(event));
            String slow = verdict(() -> EventParser.structuredByJackson(event, new Span(0, event.length)));
            // Then
            assertThat(quick).as("seed %d", seed).isEqualTo(slow);
        });
    }

    private static String verdict(Parsing parsing) {
        try {
            return parsing.parse().toString();
        } catch (EventRejection e) {
            return e.code() + ' ' + e.detail();
        }
    }
}
