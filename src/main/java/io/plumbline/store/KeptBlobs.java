package io.plumbline.store;

import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import io.plumbline.store.BlobTable.Due;
import io.plumbline.store.BlobTable.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Contents in rows of PostgreSQL, or as objects of a bucket with a row that says where. Whatever is set for new ones, each is read and
 * deleted where it lies.
 *
 * <p>A bucket knows no transactions. So an object is written before its row, and deleted after it; a note, written first in the one case
 * and with the row's deletion in the other, tells {@link #collect} of objects that a death left behind. A row never refers to
 * an object that is not there. Each step is a transaction apart from any around.
 */
final class KeptBlobs implements Blobs {
    /** Longer than writing some objects takes at most. */
    private static final Duration PATIENCE = Duration.ofHours(2);

    /** Before it is tried again to delete objects of a bucket that is away. */
    private static final Duration RETRY = Duration.ofMinutes(10);

    private static final Logger LOG = Logger.getLogger(KeptBlobs.class);
    private static final int BATCH = 50;

    private final Transactions transactions;
    private final InstantSource clock;
    private final Optional<String> place;
    private final Supplier<ObjectStore> objects;
    private final BlobTable table = new BlobTable();

    /**
     * Over a database.
     *
     * @param place where new contents go, {@code s3://bucket/} and what keys begin with; empty for PostgreSQL
     * @param objects of buckets; asked only where there are any
     */
    KeptBlobs(Transactions transactions, InstantSource clock, Optional<String> place, Supplier<ObjectStore> objects) {
        this.transactions = transactions;
        this.clock = clock;
        this.place = place;
        this.objects = objects;
    }

    @Override
    public Stored put(byte[] content, String mediaType) {
        Blob blob = new Blob(Sha256.of(content), mediaType, content);
        return new Stored(blob.sha256(), keep(List.of(blob)) == 1);
    }

    @Override
    public void putAll(Collection<Blob> blobs) {
        keep(blobs);
    }

    private int keep(Collection<Blob> blobs) {
        if (place.isEmpty()) {
            return transactions.runApart(c -> table.add(c, blobs, Optional.empty()));
        }
        Map<String, Blob> byAddress = new LinkedHashMap<>();
        blobs.forEach(blob -> byAddress.put(blob.sha256().hex(), blob));
        List<Blob> all = List.copyOf(byAddress.values());
        int added = 0;
        for (int from = 0; from < all.size(); from += BATCH) {
            added += write(place.get(), all.subList(from, Math.min(from + BATCH, all.size())));
        }
        return added;
    }

    private int write(String to, List<Blob> blobs) {
        Set<String> known = transactions.runApart(c -> table.known(c, addresses(blobs)));
        List<Blob> missing = blobs.stream()
                .filter(blob -> !known.contains(blob.sha256().hex()))
                .toList();
        if (missing.isEmpty()) {
            return 0;
        }
        List<Long> notes = transactions.runApart(
                c -> table.expect(c, to, addresses(missing), clock.instant().plus(PATIENCE)));
        missing.forEach(blob -> objects.get().put(to + blob.sha256().hex(), blob.bytes(), blob.mediaType()));
        return transactions.runApart(c -> {
            if (table.settle(c, notes) < notes.size()) {
                throw new Rejection(
                        Rejection.Kind.UNAVAILABLE,
                        ObjectStore.AWAY,
                        "Writing into " + to + " took more than " + PATIENCE.toHours() + " hours; try again.");
            }
            int added = table.add(c, missing, Optional.of(to));
            if (added < missing.size()) {
                // Somebody else was faster, perhaps with another place: what no row refers to is swept.
                table.expect(c, to, addresses(missing), clock.instant());
            }
            return added;
        });
    }

    private static List<String> addresses(Collection<Blob> blobs) {
        return blobs.stream().map(blob -> blob.sha256().hex()).toList();
    }

    /** @throws IllegalStateException if the bytes in a bucket are not those that were put there */
    @Override
    public Optional<Blob> get(Sha256 sha256) {
        Optional<Row> found = transactions.run(c -> table.find(c, sha256));
        return found.flatMap(row -> row.place()
                .map(at -> fetch(at + sha256.hex(), row.bytes(), sha256))
                .orElse(row.content())
                .map(bytes -> new Blob(sha256, row.mediaType(), bytes)));
    }

    private Optional<byte[]> fetch(String address, long size, Sha256 sha256) {
        Optional<byte[]> bytes = objects.get().get(address, size);
        if (bytes.isEmpty()) {
            LOG.warnf(
                    "There is no %s, unless it was deleted a moment ago: restore it, or whatever refers to it is lost",
                    address);
        } else if (!Sha256.of(bytes.get()).equals(sha256)) {
            throw new IllegalStateException("The object " + address + " is damaged: its SHA-256 is "
                    + Sha256.of(bytes.get()) + "; restore it.");
        }
        return bytes;
    }

    @Override
    public Set<String> known(Collection<String> sha256s) {
        return transactions.run(c -> table.known(c, sha256s));
    }

    @Override
    public void delete(Collection<Sha256> sha256s) {
        int loose = transactions.runApart(
                c -> table.remove(c, sha256s.stream().map(Sha256::hex).toList(), clock.instant()));
        if (loose == 0) {
            return;
        }
        try {
            collect();
        } catch (RuntimeException e) {
            LOG.warnf("%d objects are still to be deleted, which is tried again: %s", loose, e.getMessage());
        }
    }

    /**
     * Deletes objects that are due, and to which no row refers.
     *
     * @throws Rejection UNAVAILABLE if a bucket is away; what is left in it stays noted
     */
    void collect() {
        Map<String, Rejection> away = new HashMap<>();
        int seen = BATCH;
        while (seen == BATCH) {
            seen = transactions.runApart(c -> collectSome(c, away));
        }
        for (Rejection each : away.values()) {
            throw each;
        }
    }

    /** Whoever writes one of these objects anew waits until it is deleted. */
    private int collectSome(Connection c, Map<String, Rejection> away) throws SQLException {
        Instant now = clock.instant();
        List<Due> due = table.due(c, now, BATCH);
        Set<Long> used = table.used(c, due.stream().map(Due::id).toList(), now);
        List<Long> done = new ArrayList<>();
        List<Long> open = new ArrayList<>();
        for (Due each : due) {
            boolean settled = used.contains(each.id()) || deleted(each, away);
            (settled ? done : open).add(each.id());
        }
        table.settle(c, done);
        table.postpone(c, open, now.plus(RETRY));
        return due.size();
    }

    /** One bucket that is away, or that nobody has any more, holds up no other. */
    private boolean deleted(Due object, Map<String, Rejection> away) {
        if (away.containsKey(object.place())) {
            return false;
        }
        try {
            objects.get().delete(object.address());
            return true;
        } catch (Rejection e) {
            away.put(object.place(), e);
            return false;
        }
    }

    /** Tries what it will have to do in the bucket for new contents; nothing for PostgreSQL. */
    void check() {
        place.ifPresent(at -> {
            String address = at + "plumbline-start-check-" + UUID.randomUUID();
            byte[] content = {1};
            objects.get().put(address, content, "application/octet-stream");
            objects.get().get(address);
            objects.get().delete(address);
            // A key that may not list is told that what is not there is forbidden.
            objects.get().get(address);
        });
    }
}
