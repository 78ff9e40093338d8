package io.plumbline.store;

import io.plumbline.kernel.Sha256;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Contents as rows of a table. */
@Sql
class PostgresBlobs implements Blobs {
    private static final String PUT = """
        insert into blob (sha256, media_type, content) values (?, ?, ?) on conflict do nothing
        """;
    private static final String GET = "select media_type, content from blob where sha256 = ?";
    private static final String KNOWN = "select sha256 from blob where sha256 = any (?)";
    private static final String DELETE = "delete from blob where sha256 = any (?)";

    private final Transactions transactions;

    PostgresBlobs(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Stored put(byte[] content, String mediaType) {
        Sha256 sha256 = Sha256.of(content);
        boolean added = transactions.run(c -> {
            try (PreparedStatement put = c.prepareStatement(PUT)) {
                put.setString(1, sha256.hex());
                put.setString(2, mediaType);
                put.setBytes(3, content);
                return put.executeUpdate() == 1;
            }
        });
        return new Stored(sha256, added);
    }

    /** In one transaction. */
    @Override
    public void putAll(Collection<Blob> blobs) {
        transactions.execute(c -> {
            try (PreparedStatement put = c.prepareStatement(PUT)) {
                for (Blob blob : blobs) {
                    put.setString(1, blob.sha256().hex());
                    put.setString(2, blob.mediaType());
                    put.setBytes(3, blob.bytes());
                    put.addBatch();
                }
                put.executeBatch();
            }
        });
    }

    @Override
    public Optional<Blob> get(Sha256 sha256) {
        return transactions.run(c -> {
            try (PreparedStatement get = c.prepareStatement(GET)) {
                get.setString(1, sha256.hex());
                try (ResultSet row = get.executeQuery()) {
                    return row.next()
                            ? Optional.of(new Blob(sha256, row.getString(1), row.getBytes(2)))
                            : Optional.empty();
                }
            }
        });
    }

    @Override
    public Set<String> known(Collection<String> sha256s) {
        return transactions.run(c -> {
            try (PreparedStatement known = c.prepareStatement(KNOWN)) {
                known.setArray(1, c.createArrayOf("text", sha256s.toArray()));
                try (ResultSet rows = known.executeQuery()) {
                    Set<String> found = new HashSet<>();
                    while (rows.next()) {
                        found.add(rows.getString(1));
                    }
                    return found;
                }
            }
        });
    }

    @Override
    public void delete(Collection<Sha256> sha256s) {
        transactions.execute(c -> {
            try (PreparedStatement delete = c.prepareStatement(DELETE)) {
                delete.setArray(
                        1,
                        c.createArrayOf(
                                "text", sha256s.stream().map(Sha256::hex).toArray()));
                delete.executeUpdate();
            }
        });
    }
}
