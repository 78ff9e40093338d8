package io.plumbline.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Events that something happened to on their way: bits flipped, ranges lost or doubled, fields swapped, two events run
 * together, numbers and nesting beyond all bounds, bytes that are no text. The same seed gives the same event.
 */
public final class EventMutations {
    private static final int MOST_BYTES = 80_000;

    private static final List<byte[]> STRUCTURE = bytes(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "null",
            "true",
            "{}",
            "[]",
            ",\"id\":\"x\"",
            "\"a\":1,",
            " \t\r\n ",
            "//");
    private static final List<byte[]> VALUES = bytes(
            "null",
            "true",
            "false",
            "{}",
            "[]",
            "\"text\"",
            "[{\"a\":[{\"b\":{}}]}]",
            "{\"a\":1,\"a\":2}",
            "\"\"",
            "0",
            "-0",
            "-0.0",
            "1",
            "1.0",
            "-1",
            "1e400",
            "-1e400",
            "1E-400",
            "NaN",
            "Infinity",
            "-INF",
            "01",
            "1.",
            ".5",
            "+1",
            "1e",
            "0x1",
            "9".repeat(18),
            "9".repeat(19),
            "9".repeat(200),
            "0." + "3".repeat(60),
            "4.9E-324",
            "1.7976931348623157E308",
            "0.1000000000000000055511151231257827",
            "\"2026-02-29T00:00:00Z\"",
            "\"2024-02-29T23:59:59.999999999Z\"",
            "\"+10000-01-01T00:00:00Z\"",
            "\"2026-11-23t10:00:00z\"",
            "\"2026-11-23T10:00Z\"",
            "\"2026-11-23T10:00:00+18:00\"");
    private static final List<byte[]> TEXTS = bytes(
            "\\u0000",
            "\\ud800",
            "\\udc00\\ud800",
            "\\ud83d\\ude00",
            "\\/",
            "\\n",
            "\\x",
            "\\u12",
            "é",
            "漢字",
            "😀",
            "\uFFFD",
            "\u007f",
            "\u2028",
            "\u0000",
            "\u0001",
            "x".repeat(300),
            "é".repeat(200),
            "x".repeat(3_000));
    private static final byte[][] NO_UTF_8 = {
        {(byte) 0xC0, (byte) 0x80},
        {(byte) 0xC1, (byte) 0x81},
        {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
        {(byte) 0xFF},
        {(byte) 0x80},
        {(byte) 0xE2, (byte) 0x82},
        {(byte) 0xF5, (byte) 0x80, (byte) 0x80, (byte) 0x80},
        {(byte) 0xF0, (byte) 0x82, (byte) 0x82, (byte) 0xAC},
        {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}
    };

    private static final List<String> ORIGINALS = List.of("""
            {"specversion":"1.0","type":"io.plumbline.prediction.v1","source":"SOURCE","id":"p1",\
            "time":"2026-11-23T10:00:00Z","data":{"model":"MODEL","version":"3","label":"sneaker",\
            "confidence":0.9312345678901234,"top":[{"label":"sneaker","p":0.9312345678901234},{"label":"boot","p":5.1E-4}],\
            "segment":{"device":"Tecno KC8","os":"android-27","app":"4.2.1","country":"NG"},\
            "stats":{"brightness":0.52,"contrast":0.21,"sharpness":0.40},"latencyMs":41,"audit":{"propensity":0.02},\
            "image":"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}}""", """
            {"specversion":"1.0","type":"io.plumbline.correction.v1","source":"SOURCE","id":"c1",\
            "time":"2026-11-23T12:02:00+02:00","datacontenttype":"application/json",\
            "data":{"prediction":{"source":"SOURCE","id":"p1"},"model":"MODEL","version":"3","predicted":"boot",\
            "confidence":0.91,"corrected":"sneaker","actor":"user","audit":{"propensity":2.0E-2}}}""", """
             { "data" : { "more":{"deep":[1,2,{"x":null}]}, "confidence":1e-1,"maskArea":0.25,"version":"1.0+b",
            "model":"MODEL", "label":null } , "traceparent":"x","id":"p2","source":"SOURCE\\/\\u00e9\\ud83d\\ude00",
            "time":"2026-11-23T10:00:00.123Z","type":"io.plumbline.prediction.v1","specversion":"1.0", "n":-12.5e3,
            "t":[true,false,null]}
            """, """
            {"specversion":"1.0","type":"io.plumbline.correction.v1","source":"SOURCE/é漢😀","id":"c2",\
            "time":"2026-11-23T12:02:00.5Z","data":{"prediction":{"source":"SOURCE/é漢😀","id":"p1"},\
            "model":"MODEL","version":"3","iou":0.5,"confidence":1,\
            "mask":"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}}""");

    private final List<byte[]> originals;

    /** Mutations of these, each one event. */
    public EventMutations(List<String> originals) {
        this.originals = originals.stream()
                .map(event -> event.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /** A prediction and a correction of a classifier, a prediction and a correction of a segmenter, in many spellings. */
    public static EventMutations ofModel(String model, String source) {
        return new EventMutations(ORIGINALS.stream()
                .map(event -> event.replace("MODEL", model).replace("SOURCE", source))
                .toList());
    }

    private static List<byte[]> bytes(String... texts) {
        return Arrays.stream(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /** One of the originals with up to three mutations; one in four has none. */
    public byte[] event(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] event = any(originals, random);
        for (int left = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(3); left > 0; left--) {
            event = mutate(event, random);
        }
        return event;
    }

    private byte[] mutate(byte[] event, SplittableRandom random) {
        if (event.length == 0 || event.length > MOST_BYTES) {
            return any(originals, random);
        }
        int at = random.nextInt(event.length);
        return switch (random.nextInt(16)) {
            case 0 -> withByte(event, at, event[at] ^ (1 << random.nextInt(8)));
            case 1 -> withByte(event, at, random.nextInt(256));
            case 2 -> Arrays.copyOf(event, at);
            case 3 -> replaced(event, at, at, any(STRUCTURE, random));
            case 4 -> replaced(event, at, end(event, at, random), new byte[0]);
            case 5 -> replaced(event, at, at, Arrays.copyOfRange(event, at, end(event, at, random)));
            case 6 -> swapped(event, random);
            case 7, 8, 9 -> value(event, at, any(VALUES, random));
            case 10 -> value(event, at, nested(random));
            case 11 -> replaced(event, at, at, NO_UTF_8[random.nextInt(NO_UTF_8.length)]);
            case 12, 13 -> text(event, at, any(TEXTS, random));
            case 14 -> spliced(event, at, any(originals, random), random);
            default -> doubledField(event, at, random);
        };
    }

    private static byte[] withByte(byte[] event, int at, int value) {
        byte[] mutated = event.clone();
        mutated[at] = (byte) value;
        return mutated;
    }

    private static int end(byte[] event, int at, SplittableRandom random) {
        return at + random.nextInt(Math.min(event.length - at, 60) + 1);
    }

    private static byte[] nested(SplittableRandom random) {
        int depth = 1 << random.nextInt(14);
        String open = random.nextBoolean() ? "[" : "{\"a\":";
        String closed = random.nextInt(4) == 0 ? "" : (open.equals("[") ? "]" : "}").repeat(depth);
        return (open.repeat(depth) + (open.equals("[") ? "" : "1") + closed).getBytes(StandardCharsets.UTF_8);
    }

    /** Another value for the field whose colon is next. */
    private static byte[] value(byte[] event, int at, byte[] value) {
        int from = next(event, at, ':') + 1;
        int to = Math.min(next(event, from, ','), next(event, from, '}'));
        return from <= to ? replaced(event, from, to, value) : event;
    }

    /** Something more in the text whose quote is next. */
    private static byte[] text(byte[] event, int at, byte[] more) {
        int quote = Math.min(event.length, next(event, at, '"') + 1);
        return replaced(event, quote, quote, more);
    }

    /** Two fields, each from its comma, in each other's place. */
    private static byte[] swapped(byte[] event, SplittableRandom random) {
        int a = next(event, random.nextInt(event.length), ',');
        int afterA = next(event, a + 1, ',');
        int b = next(event, afterA + random.nextInt(event.length), ',');
        int afterB = next(event, b + 1, ',');
        if (b >= event.length) {
            return event;
        }
        byte[] swapped = replaced(event, b, afterB, Arrays.copyOfRange(event, a, afterA));
        return replaced(swapped, a, afterA, Arrays.copyOfRange(event, b, afterB));
    }

    private static byte[] doubledField(byte[] event, int at, SplittableRandom random) {
        int from = next(event, at, ',');
        int to = next(event, from + 1, ',');
        int place = random.nextBoolean() ? from : next(event, random.nextInt(event.length), ',');
        return replaced(event, place, place, Arrays.copyOfRange(event, from, to));
    }

    private static byte[] spliced(byte[] event, int at, byte[] other, SplittableRandom random) {
        int from = random.nextInt(other.length);
        return replaced(event, at, event.length, Arrays.copyOfRange(other, from, other.length));
    }

    private static int next(byte[] event, int from, char wanted) {
        for (int i = from; i < event.length; i++) {
            if (event[i] == wanted) {
                return i;
            }
        }
        return event.length;
    }

    private static byte[] replaced(byte[] event, int from, int to, byte[] by) {
        ByteArrayOutputStream mutated = new ByteArrayOutputStream(event.length + by.length);
        mutated.write(event, 0, from);
        mutated.writeBytes(by);
        mutated.write(event, to, event.length - to);
        return mutated.toByteArray();
    }

    private static byte[] any(List<byte[]> of, SplittableRandom random) {
        return of.get(random.nextInt(of.size()));
    }
}
