package io.plumbline.store;

import io.plumbline.kernel.Sha256;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * Content-addressed store: the same bytes are kept once, under their SHA-256. PostgreSQL keeps them unless a bucket is
 * configured.
 *
 * <p>What is put is durable when the call returns, whatever becomes of a transaction around it.
 */
public interface Blobs {
    /** An answer to {@link #put}: the address, and whether the content was new. */
    record Stored(Sha256 sha256, boolean added) {}

    /**
     * Keeps the content; putting it again changes nothing.
     *
     * @throws io.plumbline.kernel.Rejection UNAVAILABLE if the store is away
     */
    Stored put(byte[] content, String mediaType);

    /** Keeps several contents. If it fails, some may be kept. */
    void putAll(Collection<Blob> blobs);

    /** The content at an address, or empty if there is none. */
    Optional<Blob> get(Sha256 sha256);

    /** Which of some addresses are kept. */
    Set<String> known(Collection<String> sha256s);

    /** Keeps the contents at some addresses no longer; those that are not there are no matter. */
    void delete(Collection<Sha256> sha256s);
}
