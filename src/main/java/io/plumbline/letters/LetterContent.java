package io.plumbline.letters;

import io.plumbline.ingest.EventProducer.Header;
import java.util.List;
import java.util.Optional;

/**
 * A letter with what the record held.
 *
 * @param letter the letter
 * @param key the record's key, if it had one
 * @param payload the record's value, or its beginning
 * @param headers the record's headers
 */
@SuppressWarnings("ArrayRecordComponent") // Safe because: never compared.
public record LetterContent(Letter letter, Optional<byte[]> key, byte[] payload, List<Header> headers) {
    /** Copies the headers. */
    public LetterContent {
        headers = List.copyOf(headers);
    }
}
