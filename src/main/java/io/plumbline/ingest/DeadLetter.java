package io.plumbline.ingest;

import java.time.Instant;

/** A record that could not be taken, with the reason. */
@SuppressWarnings("ArrayRecordComponent") // Safe because: never compared.
record DeadLetter(int partition, long offset, String code, String detail, byte[] payload, Instant receivedAt) {}
