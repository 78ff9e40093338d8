package io.plumbline.store;

import java.util.Optional;

/**
 * Objects in buckets, by their address: {@code s3://bucket/key}.
 *
 * <p>All of it throws a {@link io.plumbline.kernel.Rejection}, UNAVAILABLE: {@link #AWAY} if trying again may help, {@link #REFUSES}
 * if an operator has to act.
 */
interface ObjectStore {
    /** Code of a store that does not answer. */
    String AWAY = "bucket-away";

    /** Code of a store that answers, but does not do it. */
    String REFUSES = "bucket-refuses";

    /** Writes an object, or the same once more; it is durable when the call returns. */
    void put(String address, byte[] content, String mediaType);

    /** A small one's bytes, or empty if there is none. */
    default Optional<byte[]> get(String address) {
        return get(address, 0);
    }

    /**
     * Its bytes, or empty if there is none.
     *
     * @param bytes how many they are, as far as that is known: large ones may take longer
     */
    Optional<byte[]> get(String address, long bytes);

    /** Deletes it, if it is there. */
    void delete(String address);
}
