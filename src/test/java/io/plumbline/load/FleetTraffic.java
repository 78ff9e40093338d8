package io.plumbline.load;

import io.plumbline.load.Sent.Corrected;
import io.plumbline.load.Sent.Event;
import io.plumbline.load.Sent.Malformed;
import io.plumbline.load.Sent.Predicted;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * What a fleet of phones sends: a pure function of a seed and the index of a record, so that any part can be made anywhere.
 *
 * <p>Of the records {@code mix.duplicates} are ones sent before, {@code mix.malformed} cannot be taken, {@code
 * mix.corrections} are corrections, some of them before their prediction and some of the same one; the rest are
 * predictions. {@code mix.late} of the events are up to three days late.
 */
public final class FleetTraffic {
    /** Segment keys that the model has to declare. */
    public static final List<String> SEGMENTS = List.of("device", "os", "app", "country");

    private static final String[] DEVICES = {
        "Tecno KC8",
        "Itel A16",
        "Infinix X650",
        "Samsung A10",
        "Redmi 9A",
        "Tecno KC9",
        "Nokia C1",
        "Huawei Y5",
        "Vivo Y11",
        "Oppo A1k"
    };
    private static final String[] COUNTRIES = {"NG", "KE", "GH", "IN", "BD", "PK", "ET", "TZ"};
    private static final String[] APPS = {"4.2.1", "4.2.0", "4.1.7"};
    private static final String[] LABELS = {
        "t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot"
    };
    private static final int BACK = 20_000;
    private static final int AHEAD = 1_000;
    private static final int POPULAR = 64;

    private final long seed;
    private final String model;
    private final Mix mix;
    private final Instant from;
    private final Duration step;
    private final int fleet;

    /** Shares of all records, each from 0 to 1. */
    public record Mix(double late, double duplicates, double malformed, double corrections) {
        /** As in the field. */
        public static final Mix FIELD = new Mix(0.05, 0.02, 0.001, 0.03);
    }

    /**
     * @param from time of the first event
     * @param step time between two events of the whole fleet
     * @param fleet number of devices
     */
    public FleetTraffic(long seed, String model, Mix mix, Instant from, Duration step, int fleet) {
        this.seed = seed;
        this.model = model;
        this.mix = mix;
        this.from = from;
        this.step = step;
        this.fleet = fleet;
    }

    /** The record at an index, from 0. */
    public Sent at(long index) {
        SplittableRandom random = random(index);
        double kind = random.nextDouble();
        if (kind < mix.duplicates && index > 0) {
            return at(index - 1 - random.nextLong(Math.min(index, BACK)));
        }
        kind -= mix.duplicates;
        if (kind >= 0 && kind < mix.malformed) {
            return malformed(index, random);
        }
        kind -= mix.malformed;
        if (kind >= 0 && kind < mix.corrections) {
            long of = corrected(index, random);
            if (of >= 0) {
                return correction(index, of, random);
            }
        }
        return prediction(index, random);
    }

    private SplittableRandom random(long index) {
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + index * 0xD1342543DE82EF95L);
    }

    /** A prediction to correct: mostly an earlier one, sometimes one yet to come; a few are corrected many times. */
    private long corrected(long index, SplittableRandom random) {
        for (int attempt = 0; attempt < 8; attempt++) {
            long of = random.nextInt(10) == 0 ? index + 1 + random.nextInt(AHEAD) : index - 1 - random.nextInt(BACK);
            if (random.nextInt(4) == 0) {
                of -= of % POPULAR;
            }
            if (of >= 0 && random(of).nextDouble() >= mix.duplicates + mix.malformed + mix.corrections) {
                return of;
            }
        }
        return -1;
    }

    private Instant time(long index, SplittableRandom random) {
        Instant onTime = from.plus(step.multipliedBy(index));
        return random.nextDouble() < mix.late
                ? onTime.minusMillis(random.nextLong(Duration.ofDays(3).toMillis()))
                : onTime;
    }

    private Sent prediction(long index, SplittableRandom random) {
        int device = random.nextInt(fleet);
        Instant time = time(index, random);
        int certainty = (int) (10_000 * Math.sqrt(random.nextDouble()));
        String label = LABELS[skewed(random, LABELS.length)];
        Map<String, String> segment = new LinkedHashMap<>();
        // A device stays what it is.
        SplittableRandom self = new SplittableRandom(device * 0x9E3779B97F4A7C15L);
        segment.put("device", DEVICES[skewed(self, DEVICES.length)]);
        segment.put("os", "android-" + (23 + self.nextInt(8)));
        segment.put("app", APPS[skewed(self, APPS.length)]);
        segment.put("country", COUNTRIES[skewed(self, COUNTRIES.length)]);
        Predicted event = new Predicted(
                source(device),
                id(index, random),
                time,
                self.nextInt(5) == 0 ? "4" : "3",
                label,
                certainty,
                random.nextInt(50) == 0,
                segment);
        return new Sent(index, event, json(event, random));
    }

    private String json(Predicted p, SplittableRandom random) {
        StringBuilder json = open("prediction", p.source(), p.id(), p.time());
        json.append("\"model\":\"").append(model).append("\",\"version\":\"").append(p.version());
        json.append("\",\"label\":\"").append(p.label()).append("\",\"confidence\":");
        certainty(json, p.confidence());
        json.append(",\"top\":[{\"label\":\"").append(p.label()).append("\",\"p\":");
        certainty(json, p.confidence());
        json.append("},{\"label\":\"")
                .append(LABELS[random.nextInt(LABELS.length)])
                .append("\",\"p\":");
        certainty(json, (10_000 - p.confidence()) / 2);
        json.append("}],\"segment\":{");
        String separator = "";
        for (Map.Entry<String, String> entry : p.segment().entrySet()) {
            json.append(separator).append('"').append(entry.getKey()).append("\":\"");
            json.append(entry.getValue()).append('"');
            separator = ",";
        }
        json.append("},\"stats\":{\"brightness\":");
        certainty(json, random.nextInt(10_001));
        json.append(",\"contrast\":");
        certainty(json, random.nextInt(10_001));
        json.append(",\"sharpness\":");
        certainty(json, random.nextInt(10_001));
        json.append("},\"latencyMs\":").append(20 + random.nextInt(80));
        if (p.audited()) {
            json.append(",\"audit\":{\"propensity\":0.02}");
        }
        return json.append("}}").toString();
    }

    private Sent correction(long index, long of, SplittableRandom random) {
        Event event = at(of).event();
        if (!(event instanceof Predicted prediction)) {
            return prediction(index, random);
        }
        // Corrections of one prediction may tie in time: then the larger id has the last word.
        Instant time = prediction.time().plusSeconds(60L * (1 + random.nextInt(60)));
        Corrected corrected =
                new Corrected(prediction.source(), id(index, random), time, of, LABELS[random.nextInt(LABELS.length)]);
        StringBuilder json = open("correction", corrected.source(), corrected.id(), time);
        json.append("\"prediction\":{\"source\":\"").append(prediction.source());
        json.append("\",\"id\":\"")
                .append(prediction.id())
                .append("\"},\"model\":\"")
                .append(model);
        json.append("\",\"version\":\"").append(prediction.version()).append("\",\"predicted\":\"");
        json.append(prediction.label()).append("\",\"confidence\":");
        certainty(json, prediction.confidence());
        json.append(",\"corrected\":\"").append(corrected.label()).append("\",\"actor\":\"user\"}}");
        return new Sent(index, corrected, json.toString());
    }

    private Sent malformed(long index, SplittableRandom random) {
        String good = prediction(index, random).json();
        String bad =
                switch (random.nextInt(4)) {
                    case 0 -> good.substring(0, good.length() / 2);
                    case 1 -> good.replace("\"confidence\":", "\"confidence\":7");
                    case 2 -> good.replace("\"time\":\"2", "\"time\":\"yesterday 2");
                    default -> good.replace("prediction.v1", "prophecy.v1");
                };
        return new Sent(index, new Malformed(source(random.nextInt(fleet))), bad);
    }

    private static StringBuilder open(String type, String source, String id, Instant time) {
        return new StringBuilder(700)
                .append("{\"specversion\":\"1.0\",\"type\":\"io.plumbline.")
                .append(type)
                .append(".v1\",\"source\":\"")
                .append(source)
                .append("\",\"id\":\"")
                .append(id)
                .append("\",\"time\":\"")
                .append(time)
                .append("\",\"data\":{");
    }

    private static void certainty(StringBuilder json, int tenThousandths) {
        json.append(tenThousandths / 10_000).append('.');
        json.append(Integer.toString(10_000 + tenThousandths % 10_000), 1, 5);
    }

    private static String source(int device) {
        return String.format(Locale.ROOT, "/devices/%08x", device * 0x9E3779B1);
    }

    /** A UUID of version 7, as the device library makes them. */
    private String id(long index, SplittableRandom random) {
        long millis = from.toEpochMilli() + step.multipliedBy(index).toMillis();
        long most = millis << 16 | 0x7000 | random.nextInt(0x1000);
        return new UUID(most, random.nextLong() >>> 2 | 1L << 63).toString();
    }

    /** The first are the most frequent. */
    private static int skewed(SplittableRandom random, int n) {
        double u = random.nextDouble();
        return (int) (n * u * u);
    }
}
