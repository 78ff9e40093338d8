package io.plumbline.kernel;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.zip.CRC32;

/**
 * The address of one hourly aggregate: everything that is counted is counted in cells, and cells add up.
 *
 * @param model name of the model
 * @param version model version
 * @param hour start of the hour, UTC
 * @param key segment key, or {@link #ALL} for the whole fleet
 * @param value segment value, or {@link #ALL} for the whole fleet
 * @param shard hash of the device, 0 to {@link #SHARDS} - 1; the variance between shards is robust against predictions
 *     of one device that depend on each other
 */
public record Cell(String model, String version, Instant hour, String key, String value, int shard)
        implements Comparable<Cell> {
    /** Key and value of the cell that holds the whole fleet. */
    public static final String ALL = "";

    /** Number of device shards. Stored cells depend on it: it never changes. */
    public static final int SHARDS = 8;

    private static final Comparator<Cell> ORDER = Comparator.comparing(Cell::model)
            .thenComparing(Cell::version)
            .thenComparing(Cell::hour)
            .thenComparing(Cell::key)
            .thenComparing(Cell::value)
            .thenComparingInt(Cell::shard);

    /** The shard of a device: the {@link #hash} of its source, modulo {@link #SHARDS}. */
    public static int shard(String source) {
        return (int) (hash(source.getBytes(StandardCharsets.UTF_8)) % SHARDS);
    }

    /** CRC-32 of a source in UTF-8, 0 to 2³² − 1. */
    public static long hash(byte[] source) {
        CRC32 crc = new CRC32();
        crc.update(source);
        return crc.getValue();
    }

    /** A total order, in which rows are locked so that two batches never wait for each other in a ring. */
    @Override
    public int compareTo(Cell other) {
        return ORDER.compare(this, other);
    }
}
