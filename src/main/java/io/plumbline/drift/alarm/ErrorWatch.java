package io.plumbline.drift.alarm;

import io.plumbline.feedback.OutcomeCohorts.Cohort;
import io.plumbline.stats.ClopperPearson;
import io.plumbline.stats.anytime.CalendarEDetector;
import io.plumbline.stats.anytime.EBenjaminiHochberg;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The alarm on the errors of one version, for its fleet and its watched segments: a function of the counts of labels of each
 * hour, taken in the order of the hours. The same counts give the same state, to the byte.
 *
 * <p>Labels of an hour of a place that were drawn with different propensities speak for all predictions alike: those of the
 * least propensity weigh 1, and more often drawn ones as much less. So a label that was hardly ever drawn mutes its hour, and
 * no other.
 *
 * <p>The budget is shared between what is {@link Counted}: three quarters for errors, a quarter for confident ones. Half of
 * either is for the fleet: its {@link CalendarEDetector} alarms at 2 / share years. The other half is for the segments
 * together, by e-BH: of those whose evidence is largest, k are raised if each is worth K / k · 2 / share years, K being how many
 * there are by then. So with nothing wrong anywhere the alarms of a year are, on average, no more than the budget, all together;
 * and where something is, the share of wrongly raised segments stays within it too. An alarm is latched.
 *
 * <p>Mutable and not thread-safe.
 */
public final class ErrorWatch {
    /** Length of a year, in hours: 365.25 days. */
    static final double YEAR_HOURS = 8766;

    /** Of the bytes; a state of another one is made anew. */
    static final int FORMAT = 2;

    private static final double HALF = 0.5;

    private final Settings settings;
    private final Map<Place, Watched> places = new TreeMap<>();
    private Instant hour = Instant.MIN;

    /**
     * What it is kept to.
     *
     * @param counted what is counted
     * @param errors such predictions of the baseline
     * @param labels labelled predictions of the baseline
     * @param tolerance rise of their rate that is put up with
     * @param falseAlarmsPerYear alarm budget of the model, of which this alarm has its share
     * @param settled hour before which labels are no evidence: somebody has dealt with what they showed
     */
    public record Settings(
            Counted counted, long errors, long labels, double tolerance, double falseAlarmsPerYear, Instant settled) {
        private static final double HIGHEST = 0.95;

        /**
         * Rate of them up to which nobody can call the version broken: the upper Clopper–Pearson bound of the baseline's at
         * {@link CalendarEDetector#MISLED}, and the tolerance on top.
         */
        public double promised() {
            return Math.min(HIGHEST, ClopperPearson.upperBound(errors, labels, CalendarEDetector.MISLED) + tolerance);
        }

        /** False alarms in a year that this alarm may raise. */
        double budget() {
            return falseAlarmsPerYear * counted.share();
        }
    }

    /** The fleet, whose key and value are empty, or a segment. */
    public record Place(String key, String value) implements Comparable<Place> {
        /** The fleet. */
        public static final Place FLEET = new Place("", "");

        /** For people. */
        public String words() {
            return equals(FLEET) ? "whole fleet" : key + " " + value;
        }

        @Override
        public int compareTo(Place other) {
            int byKey = key.compareTo(other.key);
            return byKey == 0 ? value.compareTo(other.value) : byKey;
        }
    }

    /**
     * Where a place stands.
     *
     * @param labels labels read
     * @param errors those among them that are counted
     * @param years evidence: chance alone reaches as much once in so many years
     * @param needed years from which it is an alarm, others being as they are
     * @param raised start of the hour whose labels raised the alarm
     */
    public record Standing(
            Place place, long labels, long errors, double years, double needed, Optional<Instant> raised) {
        /** This place, as raised by the labels that raised another's alarm. */
        Standing raisedBy(Standing other) {
            return new Standing(place, labels, errors, years, needed, other.raised);
        }
    }

    private static final class Watched {
        private final CalendarEDetector detector;
        private Instant until;
        /** The least propensity of the hour that ends there. */
        private double least = 1;

        private long labels;
        private long errors;
        private Optional<Instant> raised = Optional.empty();

        private Watched(CalendarEDetector detector, Instant until) {
            this.detector = detector;
            this.until = until;
        }

        private void read(Cohort cohort, long counted) {
            Instant end = cohort.hour().plus(Duration.ofHours(1));
            double years = Duration.between(until, end).toHours() / YEAR_HOURS;
            double reference = end.equals(until) ? least : cohort.propensity();
            detector.update(years, counted, cohort.labels(), reference / cohort.propensity());
            until = end;
            least = reference;
            labels += cohort.labels();
            errors += counted;
        }
    }

    ErrorWatch(Settings settings) {
        this.settings = settings;
    }

    /**
     * Takes labels in.
     *
     * @param cohort of the hour of the one before, or of a later one; each place once an hour and propensity, the least first
     * @throws IllegalArgumentException if it is of an earlier hour, or of a lesser propensity than one of its hour and place
     */
    void read(Cohort cohort) {
        if (cohort.hour().isBefore(hour)) {
            throw new IllegalArgumentException("The labels of " + cohort.hour() + " come after those of " + hour);
        }
        if (cohort.hour().isAfter(hour)) {
            judge();
            hour = cohort.hour();
        }
        if (cohort.hour().isBefore(settings.settled)) {
            return;
        }
        places.computeIfAbsent(
                        new Place(cohort.key(), cohort.value()),
                        place -> new Watched(
                                new CalendarEDetector(settings.errors, settings.labels, settings.tolerance), hour))
                .read(cohort, settings.counted.in(cohort));
    }

    /** Raises what is due after the hour that was read last. To be called before anything is asked. */
    void judge() {
        Optional.ofNullable(places.get(Place.FLEET)).ifPresent(fleet -> raise(List.of(fleet)));
        raise(places.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(Place.FLEET))
                .map(Map.Entry::getValue)
                .toList());
    }

    private void raise(List<Watched> family) {
        // In budgets: k of K are raised at k · e ≥ K / HALF.
        boolean[] due = EBenjaminiHochberg.rejected(
                family.stream()
                        .mapToDouble(w -> w.detector.years() * settings.budget())
                        .toArray(),
                HALF);
        for (int i = 0; i < due.length; i++) {
            Watched watched = family.get(i);
            if (due[i] && watched.raised.isEmpty()) {
                watched.raised = Optional.of(hour);
            }
        }
    }

    /** Where the fleet stands; nothing was heard of it if it has no label. */
    public Standing fleet() {
        return standings().stream()
                .filter(s -> s.place().equals(Place.FLEET))
                .findFirst()
                .orElseGet(() -> new Standing(Place.FLEET, 0, 0, 0, 1 / HALF / settings.budget(), Optional.empty()));
    }

    /** Where all stand, the fleet first, then by key and value. */
    public List<Standing> standings() {
        long segments = places.keySet().stream()
                .filter(place -> !place.equals(Place.FLEET))
                .count();
        long raised = places.entrySet().stream()
                .filter(e ->
                        !e.getKey().equals(Place.FLEET) && e.getValue().raised.isPresent())
                .count();
        List<Standing> standings = new ArrayList<>();
        places.forEach((place, w) -> {
            boolean fleet = place.equals(Place.FLEET);
            double share = fleet ? 1 : (double) segments / (raised + (w.raised.isPresent() ? 0 : 1));
            double needed = share / HALF / settings.budget();
            standings.add(new Standing(place, w.labels, w.errors, w.detector.years(), needed, w.raised));
        });
        return standings;
    }

    /** The state, without the settings. */
    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            out.writeLong(hour.equals(Instant.MIN) ? Long.MIN_VALUE : hour.getEpochSecond());
            out.writeInt(places.size());
            for (Map.Entry<Place, Watched> entry : places.entrySet()) {
                Watched watched = entry.getValue();
                out.writeUTF(entry.getKey().key());
                out.writeUTF(entry.getKey().value());
                out.writeLong(watched.until.getEpochSecond());
                out.writeDouble(watched.least);
                out.writeLong(watched.labels);
                out.writeLong(watched.errors);
                out.writeLong(watched.raised.map(Instant::getEpochSecond).orElse(Long.MIN_VALUE));
                byte[] detector = watched.detector.toBytes();
                out.writeInt(detector.length);
                out.write(detector);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * A watch from {@link #toBytes}, which goes on as the stored one would have.
     *
     * @param settings those of the stored one
     * @throws IllegalStateException if the bytes are not of this format
     */
    static ErrorWatch fromBytes(Settings settings, byte[] bytes) {
        ErrorWatch watch = new ErrorWatch(settings);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int format = in.readByte();
            if (format != FORMAT) {
                throw new IllegalStateException("A stored watch has format " + format + ", not " + FORMAT);
            }
            long second = in.readLong();
            watch.hour = second == Long.MIN_VALUE ? Instant.MIN : Instant.ofEpochSecond(second);
            for (int rest = in.readInt(); rest > 0; rest--) {
                Place place = new Place(in.readUTF(), in.readUTF());
                Instant until = Instant.ofEpochSecond(in.readLong());
                double least = in.readDouble();
                long labels = in.readLong();
                long errors = in.readLong();
                long raised = in.readLong();
                Watched watched = new Watched(CalendarEDetector.fromBytes(in.readNBytes(in.readInt())), until);
                watched.least = least;
                watched.labels = labels;
                watched.errors = errors;
                watched.raised =
                        raised == Long.MIN_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochSecond(raised));
                watch.places.put(place, watched);
            }
        } catch (IOException e) {
            throw new IllegalStateException("A stored watch is cut off", e);
        }
        return watch;
    }
}
