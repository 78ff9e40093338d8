package io.plumbline.ingest;

import io.plumbline.event.Correction;
import io.plumbline.event.Event;
import io.plumbline.event.EventId;
import io.plumbline.event.EventParser;
import io.plumbline.event.EventRejection;
import io.plumbline.event.Prediction;
import io.plumbline.ingest.NewEvents.NewPrediction;
import io.plumbline.kernel.ModelCatalog;
import io.plumbline.kernel.Slice;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** What becomes one transaction: records of one or more polls, read and ready to be copied. One thread at a time. */
final class RecordBatch {
    private static final String BINARY_PREFIX = "ce_";

    private final ModelCatalog models;
    private final EventEncoding encoding = new EventEncoding();

    /** Of days in batches gone by, empty: megabytes that need not be found again for each batch. */
    private final Deque<EventRows<NewPrediction>> spare = new ArrayDeque<>();

    /** Predictions by the day of their window. */
    final Map<LocalDate, EventRows<NewPrediction>> predictions = new TreeMap<>();

    /** When they were received. */
    final SortedSet<DayPartitions.Receipt> receipts = new TreeSet<>();

    final EventRows<Correction> corrections = new EventRows<>(new HashSet<>());
    final List<DeadLetter> deadLetters = new ArrayList<>();

    /** By partition, the offset after the last record of the batch. */
    final Map<TopicPartition, Long> nextOffsets = new HashMap<>();

    private final Set<EventId> identities = new HashSet<>();
    private int records;
    private long bytes;

    /** Where the prediction before went. */
    private @Nullable EventRows<NewPrediction> latest;

    private long latestDay;
    private long latestReceivedOn;

    RecordBatch(ModelCatalog models) {
        this.models = models;
    }

    /** Adds what was polled. */
    void read(ConsumerRecords<byte[], byte[]> polled) {
        for (TopicPartition partition : polled.partitions()) {
            for (ConsumerRecord<byte[], byte[]> record : polled.records(partition)) {
                read(record);
            }
        }
        // Not the last record's offset plus one: transaction markers take offsets too.
        polled.nextOffsets().forEach((partition, next) -> nextOffsets.put(partition, next.offset()));
    }

    private EventRows<NewPrediction> day() {
        return spare.isEmpty() ? new EventRows<>(identities) : spare.pop();
    }

    /** Forgets everything, and keeps the memory. */
    RecordBatch clear() {
        // The largest last, to be taken first.
        predictions.values().stream()
                .sorted(Comparator.comparingInt(rows -> rows.copy().size()))
                .forEach(spare::push);
        spare.forEach(EventRows::clear);
        predictions.clear();
        latest = null;
        receipts.clear();
        corrections.clear();
        deadLetters.clear();
        nextOffsets.clear();
        records = 0;
        bytes = 0;
        return this;
    }

    /** Number of records read. */
    int records() {
        return records;
    }

    /** Their keys, values and headers together. */
    long bytes() {
        return bytes;
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        Instant receivedAt = Instant.ofEpochMilli(record.timestamp());
        byte[] payload = record.value() == null ? new byte[0] : record.value();
        records++;
        bytes += size(record);
        try {
            Event event = parse(record, payload);
            Optional<ModelCatalog.Facts> known = models.facts(event.model());
            Optional<EventRejection> refused = EventRejection.ofModel(event.model(), known);
            if (refused.isPresent()) {
                throw refused.get();
            }
            ModelCatalog.Facts facts = known.orElseThrow();
            if (event instanceof Prediction prediction) {
                add(new Received<>(prediction, receivedAt), facts);
            } else if (event instanceof Correction correction && corrections.isNew(correction.eventId())) {
                encoding.correction(corrections.copy(), new Received<>(correction, receivedAt));
                corrections.add(correction.eventId(), correction);
            }
        } catch (EventRejection e) {
            deadLetters.add(DeadLetter.of(record, payload, e));
        }
    }

    /** Bytes of a record that stay in memory, in a dead letter too. */
    private static long size(ConsumerRecord<byte[], byte[]> record) {
        long size = Math.max(0L, record.serializedKeySize()) + Math.max(0L, record.serializedValueSize());
        for (Header header : record.headers()) {
            size += header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        return size;
    }

    private void add(Received<Prediction> received, ModelCatalog.Facts facts) {
        Prediction prediction = received.event();
        EventId id = prediction.eventId();
        Instant windowAt = received.windowAt();
        EventRows<NewPrediction> rows = rows(windowAt, received.receivedAt());
        if (rows.isNew(id)) {
            encoding.prediction(rows.copy(), received);
            Slice slice = Slice.of(facts, prediction.version(), windowAt, id.source(), prediction.segment());
            rows.add(id, new NewPrediction(id, slice, prediction.label(), prediction.confidence(), prediction.stats()));
        }
    }

    /** The rows of a day; mostly that of the prediction before, which needs no looking up. */
    private EventRows<NewPrediction> rows(Instant windowAt, Instant receivedAt) {
        long day = DayPartitions.number(windowAt);
        long receivedOn = DayPartitions.number(receivedAt);
        if (latest == null || day != latestDay || receivedOn != latestReceivedOn) {
            LocalDate date = LocalDate.ofEpochDay(day);
            receipts.add(new DayPartitions.Receipt(date, LocalDate.ofEpochDay(receivedOn)));
            latest = predictions.computeIfAbsent(date, none -> day());
            latestDay = day;
            latestReceivedOn = receivedOn;
        }
        return latest;
    }

    private static Event parse(ConsumerRecord<byte[], byte[]> record, byte[] payload) throws EventRejection {
        if (record.headers().lastHeader(BINARY_PREFIX + "specversion") == null) {
            return EventParser.parse(payload);
        }
        Map<String, String> attributes = new HashMap<>();
        for (Header header : record.headers()) {
            if (header.key().startsWith(BINARY_PREFIX) && header.value() != null) {
                attributes.put(
                        header.key().substring(BINARY_PREFIX.length()),
                        new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return EventParser.parseBinary(attributes, payload);
    }
}
