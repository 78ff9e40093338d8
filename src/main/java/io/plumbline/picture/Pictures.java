package io.plumbline.picture;

import io.plumbline.kernel.Sha256;
import io.plumbline.picture.PictureTable.Place;
import io.plumbline.picture.PictureTable.Row;
import io.plumbline.store.Blob;
import io.plumbline.store.Blobs;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Pictures by the name that their sender gave them, whoever that was.
 *
 * <p>A phone names a picture by the SHA-256 of the bytes that it took, and its events say that name. The bytes that are kept
 * have no metadata, so that they may have another digest: their own address, by which snapshots speak of them. Either
 * leads to the bytes.
 */
@ApplicationScoped
@Sql
public class Pictures {
    private final PictureTable table;
    private final LooseContents loose;
    private final Removal removal;
    private final Blobs blobs;
    private final Transactions transactions;
    private final InstantSource clock;

    Pictures(
            PictureTable table,
            LooseContents loose,
            Removal removal,
            Blobs blobs,
            Transactions transactions,
            InstantSource clock) {
        this.table = table;
        this.loose = loose;
        this.removal = removal;
        this.blobs = blobs;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * A picture as it is kept.
     *
     * @param content SHA-256 of the bytes
     * @param bytes the encoded picture; owned by the record, not to be written to
     * @param mediaType {@code image/png} or {@code image/jpeg}
     */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: never compared.
    public record Content(Sha256 content, byte[] bytes, String mediaType) {}

    /**
     * Keeps a picture. Of one that is there the stricter consent stands; consent to nothing removes it.
     *
     * @return whether it was new
     * @throws io.plumbline.kernel.Rejection if it is no picture, or too large
     */
    public boolean put(NewPicture picture) {
        if (picture.consent() == Consent.NONE) {
            PictureFile.cleaned(picture.bytes());
            removal.remove(List.of(picture.name().hex()));
            return false;
        }
        return putAll(List.of(picture)) == 1;
    }

    /**
     * Keeps several pictures, none of them with consent to nothing.
     *
     * @return how many were new
     */
    public int putAll(Collection<NewPicture> pictures) {
        Map<Sha256, Row> rows = new TreeMap<>(java.util.Comparator.comparing(Sha256::hex));
        Map<Sha256, Blob> contents = new TreeMap<>(java.util.Comparator.comparing(Sha256::hex));
        for (NewPicture picture : pictures) {
            PictureFile file = PictureFile.cleaned(picture.bytes());
            Blob blob = new Blob(Sha256.of(file.bytes()), file.mediaType(), file.bytes());
            Sha256 name = picture.name();
            rows.put(name, new Row(name, blob.sha256(), file, picture.consent(), picture.source()));
            contents.put(blob.sha256(), blob);
        }
        Collection<String> addresses =
                contents.keySet().stream().map(Sha256::hex).toList();
        loose.expect(addresses);
        blobs.putAll(contents.values());
        List<String> restricted = new ArrayList<>();
        int added = transactions.run(c -> {
            int count = add(c, rows.values(), restricted);
            loose.settle(c, addresses);
            if (!restricted.isEmpty()) {
                removal.drop(c, new Gone(Optional.empty(), restricted, List.of()));
            }
            return count;
        });
        return added;
    }

    /** In the order of their names, in which rows are locked. */
    private int add(Connection c, Collection<Row> rows, List<String> restricted) throws SQLException {
        Instant now = clock.instant();
        Map<String, Consent> known = table.lock(
                c, new TreeSet<>(rows.stream().map(row -> row.name().hex()).toList()));
        int added = 0;
        for (Row row : rows) {
            String name = row.name().hex();
            Optional<Consent> before = Optional.ofNullable(known.get(name));
            if (before.isEmpty()) {
                added += table.add(c, row, now) ? 1 : 0;
            } else if (before.get().and(row.consent()) != before.get()) {
                table.restrict(c, name, row.consent());
                restricted.add(name);
            }
            if (!row.source().isEmpty()) {
                table.claim(c, row.source(), name);
            }
        }
        return added;
    }

    /** The picture of a name, or at an address; empty if there is none. */
    public Optional<Content> get(Sha256 nameOrContent) {
        Optional<Place> place = transactions.run(c -> table.find(c, nameOrContent));
        return place.flatMap(at -> blobs.get(at.content()))
                .map(blob -> new Content(blob.sha256(), blob.bytes(), blob.mediaType()));
    }

    /** The devices that sent some contents, also those that were brought along later; without what no device sent. */
    public Map<Sha256, NavigableSet<String>> senders(Collection<Sha256> contents) {
        return transactions.run(c -> table.senders(c, contents));
    }

    /** The first of some contents that is not here, or may not be learnt from. */
    public Optional<Sha256> firstMissing(Collection<Sha256> contents) {
        return transactions.run(c -> {
            for (Sha256 content : contents) {
                if (!table.isForTraining(c, content)) {
                    return Optional.of(content);
                }
            }
            return Optional.empty();
        });
    }

    /**
     * Takes off what pictures tell beside their pixels that an earlier version kept as they were sent.
     *
     * @return how many were looked at, at most a limit
     */
    int cleanSome(int limit) {
        Map<String, Sha256> uncleaned = transactions.run(c -> table.uncleaned(c, limit));
        uncleaned.forEach((name, content) -> blobs.get(content).ifPresentOrElse(blob -> clean(name, blob), () -> {
            removal.remove(List.of(name));
        }));
        return uncleaned.size();
    }

    private void clean(String name, Blob kept) {
        PictureFile file;
        try {
            file = PictureFile.cleaned(kept.bytes());
        } catch (io.plumbline.kernel.Rejection e) {
            // It was never one that a model could have seen.
            removal.remove(List.of(name));
            return;
        }
        Sha256 content = Sha256.of(file.bytes());
        loose.expect(List.of(content.hex()));
        blobs.put(file.bytes(), file.mediaType());
        transactions.execute(c -> {
            table.clean(c, name, content, file);
            loose.settle(c, List.of(content.hex()));
            if (!content.equals(kept.sha256())) {
                loose.abandon(c, List.of(kept.sha256().hex()));
            }
        });
    }
}
