package io.plumbline.ingest;

import io.plumbline.event.EventRejection;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** A record that could not be taken, with the reason. */
@SuppressWarnings("ArrayRecordComponent") // Safe because: never compared.
record DeadLetter(
        int partition, long offset, String code, String detail, byte[] payload, Instant receivedAt, Kept kept) {
    /**
     * Most bytes of a record that are kept. Four times the largest event; and with its reason a record of any size fits
     * into the topic of dead letters, where one that does not would hold up all that come after it.
     */
    static final int MAX_PAYLOAD = 256 * 1024;

    /** Most bytes of a key and headers that are kept: CloudEvents in binary mode need a few hundred. */
    static final int MAX_REST = 64 * 1024;

    /**
     * What a record has beside its value, so that it can be sent again.
     *
     * @param key its key, which Kafka allows to be null
     * @param headers names and values by turns, names in UTF-8; a value may be null
     * @param cut whether anything of the record was too large to be kept
     */
    record Kept(byte @Nullable [] key, byte @Nullable [][] headers, boolean cut) {
        static Kept of(ConsumerRecord<byte[], byte[]> record, boolean cut) {
            List<byte @Nullable []> headers = new ArrayList<>();
            long size = record.key() == null ? 0 : record.key().length;
            for (Header header : record.headers()) {
                byte[] name = header.key().getBytes(StandardCharsets.UTF_8);
                headers.add(name);
                headers.add(header.value());
                size += name.length + (header.value() == null ? 0 : header.value().length);
            }
            return size > MAX_REST
                    ? new Kept(null, new byte[0][], true)
                    : new Kept(record.key(), headers.toArray(byte[][]::new), cut);
        }
    }

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
                Instant.ofEpochMilli(record.timestamp()),
                Kept.of(record, cut));
    }
}
