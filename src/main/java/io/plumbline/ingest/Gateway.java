package io.plumbline.ingest;

import io.plumbline.event.BatchItem;
import io.plumbline.event.Event;
import io.plumbline.event.EventId;
import io.plumbline.event.EventParser;
import io.plumbline.event.EventParser.Span;
import io.plumbline.event.EventRejection;
import io.plumbline.ingest.EventProducer.Outgoing;
import io.plumbline.kernel.ModelCatalog;
import io.plumbline.kernel.Rejection;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * Takes events from phones and hands them to Kafka. An event counts as accepted only after the broker has acknowledged
 * it; one bad event fails only itself.
 */
@ApplicationScoped
public class Gateway {
    /** Most events in one request. */
    public static final int MAX_EVENTS = 500;

    private final EventProducer producer;
    private final ModelCatalog models;
    private final IngestMetrics metrics;

    public Gateway(EventProducer producer, ModelCatalog models, IngestMetrics metrics) {
        this.producer = producer;
        this.models = models;
        this.metrics = metrics;
    }

    /**
     * What became of one event.
     *
     * @param index its place in the request, from 0
     * @param id its id, where one could be read
     * @param code why it was rejected; empty if it was accepted
     * @param detail the same as a sentence
     */
    public record Result(int index, Optional<String> id, Optional<String> code, Optional<String> detail) {
        /** Whether the broker has it. */
        public boolean accepted() {
            return code.isEmpty();
        }
    }

    /**
     * Takes a batch.
     *
     * @param body JSON array of CloudEvents, UTF-8
     * @param admission hears how many events there are before any is handed on, and may refuse by throwing
     * @return a result for each event, in order; accepted ones are durable
     * @throws Rejection if the body is no batch at all (INVALID), too long (TOO_LARGE), or the broker is away
     *     (UNAVAILABLE): then nothing may be taken for accepted, and sending it all again is right
     */
    public List<Result> takeBatch(byte[] body, IntConsumer admission) {
        try {
            List<BatchItem> items = EventParser.parseBatch(body, MAX_EVENTS);
            admission.accept(items.size());
            return take(body, items);
        } catch (EventRejection e) {
            Rejection.Kind kind =
                    e.code().equals("too-many-events") ? Rejection.Kind.TOO_LARGE : Rejection.Kind.INVALID;
            throw new Rejection(kind, e.code(), e.detail(), e);
        }
    }

    /** Takes a single event; as {@link #takeBatch}, and its rejection is the request's. */
    public Result takeOne(byte[] body, IntConsumer admission) {
        admission.accept(1);
        Result result = take(body, List.of(EventParser.parseOne(body))).get(0);
        if (!result.accepted()) {
            String code = result.code().orElseThrow();
            Rejection.Kind kind = code.equals("event-too-large") ? Rejection.Kind.TOO_LARGE : Rejection.Kind.INVALID;
            throw new Rejection(kind, code, result.detail().orElse(code));
        }
        return result;
    }

    private List<Result> take(byte[] body, List<BatchItem> items) {
        List<Result> results = new ArrayList<>(items.size());
        List<Outgoing> records = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            BatchItem item = items.get(i);
            Span span = item.span();
            Optional<EventId> id = item.event().map(Event::eventId);
            Optional<EventRejection> rejection =
                    item.rejection().or(() -> item.event().flatMap(event -> refusedModel(event.model())));
            if (rejection.isEmpty()) {
                // Keyed by source: events of one device stay in order, and meet their duplicates in one partition.
                records.add(Outgoing.of(
                        id.orElseThrow().source().getBytes(StandardCharsets.UTF_8),
                        Arrays.copyOfRange(body, span.offset(), span.offset() + span.length())));
            }
            results.add(new Result(
                    i,
                    id.map(EventId::id),
                    rejection.map(EventRejection::code),
                    rejection.map(EventRejection::detail)));
        }
        producer.send(records);
        metrics.answered(records.size(), items.size() - records.size());
        return results;
    }

    private Optional<EventRejection> refusedModel(String model) {
        return EventRejection.ofModel(model, models.facts(model));
    }
}
