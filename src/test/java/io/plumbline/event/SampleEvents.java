package io.plumbline.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Events as a fleet sends them: nine predictions to a correction, of a thousand devices of a few makes. */
final class SampleEvents {
    private static final List<String> LABELS = List.of(
            "sneaker", "ankle boot", "coat", "bag", "dress", "shirt", "pullover", "trouser", "sandal", "t-shirt");
    private static final List<String> MAKES =
            List.of("Tecno KC8", "Samsung SM-A515F", "Itel A16", "Pixel 7a", "Xiaomi 2201117TG", "Nokia G21");
    private static final List<String> COUNTRIES = List.of("NG", "KE", "IN", "DE", "BR");

    private SampleEvents() {}

    static List<byte[]> some(int count) {
        SplittableRandom random = new SplittableRandom(1);
        return IntStream.range(0, count)
                .mapToObj(i ->
                        (i % 10 == 9 ? correction(random, i) : prediction(random, i)).getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static String prediction(SplittableRandom random, int i) {
        double p = random.nextDouble(.5, 1);
        String label = any(LABELS, random);
        return """
            {"specversion":"1.0","type":"io.plumbline.prediction.v1","source":"/devices/%s","id":"0197f3c2-%08x",\
            "time":"%s","data":{"model":"garments","version":"3","label":"%s","confidence":%s,\
            "top":[{"label":"%s","p":%s},{"label":"%s","p":%.4f},{"label":"%s","p":%s}],\
            "segment":{"device":"%s","os":"android-%d","app":"4.2.%d","country":"%s"},\
            "stats":{"brightness":%.4f,"contrast":%.4f,"sharpness":%.4f},"latencyMs":%d%s}}""".formatted(
                device(random),
                i,
                time(random),
                label,
                p,
                label,
                p,
                any(LABELS, random),
                (1 - p) / 2,
                any(LABELS, random),
                (1 - p) / 1_000,
                any(MAKES, random),
                random.nextInt(24, 35),
                random.nextInt(5),
                any(COUNTRIES, random),
                random.nextDouble(),
                random.nextDouble(),
                random.nextDouble(),
                random.nextInt(10, 400),
                i % 20 == 0
                        ? ",\"audit\":{\"propensity\":0.02},\"image\":\"sha256:" + "0123456789abcdef".repeat(4) + '"'
                        : "");
    }

    private static String correction(SplittableRandom random, int i) {
        String device = device(random);
        return """
            {"specversion":"1.0","type":"io.plumbline.correction.v1","source":"/devices/%s","id":"0197f3c2-%08x",\
            "time":"%s","data":{"prediction":{"source":"/devices/%s","id":"0197f3c2-%08x"},"model":"garments",\
            "version":"3","predicted":"%s","confidence":%s,"corrected":"%s","actor":"user"}}""".formatted(
                device, i, time(random), device, i - 5, any(LABELS, random), random.nextDouble(), any(LABELS, random));
    }

    private static String device(SplittableRandom random) {
        return "%04x-%04x".formatted(random.nextInt(1_000), 0x5f3c);
    }

    private static Instant time(SplittableRandom random) {
        return Instant.parse("2026-11-23T10:00:00Z").plusMillis(random.nextInt(86_400_000));
    }

    private static <T> T any(List<T> of, SplittableRandom random) {
        return of.get(random.nextInt(of.size()));
    }
}
