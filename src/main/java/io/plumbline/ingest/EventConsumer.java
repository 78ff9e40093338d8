package io.plumbline.ingest;

import io.plumbline.kernel.ModelCatalog;
import io.plumbline.store.Transactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jboss.logging.Logger;

/**
 * Reads the events topic batch by batch. PostgreSQL says where a partition stands, not Kafka: the offset moves with the
 * rows.
 *
 * <p>While one batch is written, the next is gathered and made ready, until it is full, or the writer is free and there is
 * nothing more to read: so batches are small when little comes and large when much does. No more than two are in memory.
 * One thread, and one for the writer.
 */
final class EventConsumer implements ConsumerRebalanceListener {
    private static final Logger LOG = Logger.getLogger(EventConsumer.class);
    private static final Duration IDLE = Duration.ofMillis(200);
    private static final Duration BUSY = Duration.ofMillis(5);

    /** How long a batch waits for more while more comes. */
    private static final Duration LINGER = Duration.ofMillis(200);

    /** Payload at which a batch is full, however few its records. */
    private static final long MAX_BYTES = 16L << 20;

    private final Consumer<byte[], byte[]> consumer;
    private final Transactions transactions;
    private final BatchWriter writer;
    private final ExecutorService writing;
    private final DeadLetters deadLetters;
    private final IngestMetrics metrics;
    private final int number;
    private final int maxRecords;

    /** Where the next batch of each partition begins; partitions without an entry have to be looked up first. */
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    /** What is read into, and what is being written or was; they take turns. */
    private RecordBatch gathered;

    private RecordBatch other;
    private long gatheredSince;
    private Future<?> written = CompletableFuture.completedFuture(null);

    /** What the consumer works with. */
    record Parts(
            Consumer<byte[], byte[]> consumer,
            Transactions transactions,
            BatchWriter writer,
            ExecutorService writing,
            DeadLetters deadLetters,
            ModelCatalog models,
            IngestMetrics metrics) {}

    /**
     * @param number of the consumer within its process, from 0
     * @param maxRecords records at which a batch is full
     */
    EventConsumer(Parts parts, int number, int maxRecords) {
        this.number = number;
        this.consumer = parts.consumer();
        this.transactions = parts.transactions();
        this.writer = parts.writer();
        this.writing = parts.writing();
        this.deadLetters = parts.deadLetters();
        this.metrics = parts.metrics();
        this.maxRecords = maxRecords;
        this.gathered = new RecordBatch(parts.models());
        this.other = new RecordBatch(parts.models());
    }

    /**
     * Reads on, and hands over what was gathered if the writer is free.
     *
     * @throws RuntimeException if the database is away or refuses; what it did not keep is read again by the next call
     */
    void step() {
        // The consumer moves past what it returns: whatever happens to that now, it must come back for it.
        boolean kept = false;
        try {
            lookUpPositions();
            boolean busy = gathered.records() > 0 || !written.isDone();
            ConsumerRecords<byte[], byte[]> records = consumer.poll(busy ? BUSY : IDLE);
            if (!records.isEmpty()) {
                gatheredSince = gathered.records() == 0 ? System.nanoTime() : gatheredSince;
                gathered.read(records);
            }
            handOver(records.isEmpty());
            kept = true;
        } catch (OffsetTable.Fenced e) {
            LOG.info(e.getMessage());
        } finally {
            if (!kept) {
                startOver();
            }
        }
        metrics.lag(number, lag() + gathered.records());
    }

    /** @param caughtUp whether there is nothing more to read at the moment */
    private void handOver(boolean caughtUp) {
        boolean full = gathered.records() >= maxRecords || gathered.bytes() >= MAX_BYTES;
        boolean enough = caughtUp || System.nanoTime() - gatheredSince > LINGER.toNanos();
        if (!full && !(enough && written.isDone())) {
            return;
        }
        awaitWritten();
        if (gathered.records() > 0) {
            RecordBatch batch = gathered;
            Map<TopicPartition, Long> from = new HashMap<>(positions);
            written = writing.submit(() -> write(batch, from));
            positions.putAll(batch.nextOffsets);
            gathered = other.clear();
            other = batch;
        }
    }

    private void write(RecordBatch batch, Map<TopicPartition, Long> from) {
        deadLetters.send(batch.deadLetters);
        metrics.written(metrics.timed(() -> writer.write(batch, from)));
    }

    /** Returns when the batch at hand is kept; throws what kept it from that. */
    private void awaitWritten() {
        try {
            written.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            written = CompletableFuture.completedFuture(null);
            throw e.getCause() instanceof RuntimeException failure
                    ? failure
                    : new IllegalStateException("A batch could not be written", e.getCause());
        }
    }

    /** Forgets what is not kept. The next step looks every partition up and reads on from where PostgreSQL says. */
    private void startOver() {
        gathered.clear();
        positions.clear();
        finish();
    }

    /** Returns when nothing is being written any more. A failure is only noted: what failed will be read again. */
    void finish() {
        try {
            awaitWritten();
        } catch (RuntimeException e) {
            LOG.debug("The batch at hand was not kept", e);
        }
    }

    private void lookUpPositions() {
        Set<TopicPartition> unknown = new HashSet<>(consumer.assignment());
        unknown.removeAll(positions.keySet());
        if (unknown.isEmpty()) {
            return;
        }
        consumer.pause(unknown);
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(unknown);
        Map<TopicPartition, Long> found = transactions.run(c -> {
            Map<TopicPartition, Long> offsets = new HashMap<>();
            for (TopicPartition partition : unknown) {
                OptionalLong next = OffsetTable.read(c, partition);
                if (next.isEmpty()) {
                    OffsetTable.create(c, partition, beginnings.get(partition));
                    next = OffsetTable.read(c, partition);
                }
                offsets.put(partition, next.orElseThrow());
            }
            return offsets;
        });
        found.forEach((partition, next) -> {
            long beginning = beginnings.get(partition);
            if (next < beginning) {
                LOG.errorf(
                        "The topic has dropped %d offsets of %s that nobody had read: it keeps them for too short a time.",
                        beginning - next, partition);
                metrics.lost(beginning - next);
            }
            consumer.seek(partition, Math.max(next, beginning));
        });
        positions.putAll(found);
        consumer.resume(unknown);
    }

    private long lag() {
        long lag = 0;
        for (TopicPartition partition : consumer.assignment()) {
            lag += consumer.currentLag(partition).orElse(0);
        }
        return lag;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        // This very poll would otherwise return records from where Kafka thinks that the group stands.
        List<TopicPartition> assigned = new ArrayList<>(partitions);
        consumer.pause(assigned);
        assigned.forEach(positions::remove);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        // Kept before the next owner looks where the partition stands, if that is still possible.
        startOver();
    }
}
