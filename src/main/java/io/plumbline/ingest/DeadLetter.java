package io.plumbline.ingest;

import io.plumbline.event.EventRejection;
import java.time.Instant;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record that could not be taken, with the reason. */
@SuppressWarnings("ArrayRecordComponent") // Safe because: never compared.
record DeadLetter(int partition, long offset, String code, String detail, byte[] payload, Instant receivedAt) {
    /**
     * Most bytes of a record that are kept. Four times the largest event; and with its reason a record of any size fits
     * into the topic of dead letters, where one that does not would hold up all that come after it.
     */
    static final int MAX_PAYLOAD = 256 * 1024;

    /** Keeps a record, or the beginning of a huge one. */
    static DeadLetter of(ConsumerRecord<byte[], byte[]> record, byte[] payload, EventRejection reason) {
        boolean cut = payload.length > MAX_PAYLOAD;
        return new DeadLetter(
                record.partition(),
                record.offset(),
                reason.code(),
                cut
                        ? "%s Of its %d bytes the first %d are kept."
                                .formatted(reason.detail(), payload.length, MAX_PAYLOAD)
                        : reason.detail(),
                cut ? Arrays.copyOf(payload, MAX_PAYLOAD) : payload,
                Instant.ofEpochMilli(record.timestamp()));
    }
}
