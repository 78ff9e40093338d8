package io.plumbline.retrain;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.onnx.OnnxGraphs;
import io.plumbline.bundle.onnx.Weights;
import io.plumbline.kernel.Sha256;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/**
 * Embeddings kept from one retraining to the next, so that the next one computes only those of new pictures. The table is
 * bounded: what was used longest ago goes first.
 */
@ApplicationScoped
@Sql
public class Embeddings {
    private static final String KNOWN = """
        update embedding set used_at = ? where backbone = ? and image = any (?) returning image, features
        """;
    /** What may still be learnt from, held until it is kept. One that somebody is about to forget is theirs. */
    private static final String THERE = """
        select content from picture where content = any (?) and consent = 'training' for share skip locked
        """;

    private static final String KEEP = """
        insert into embedding (backbone, image, features, used_at) values (?, ?, ?, ?) on conflict do nothing
        """;

    /** A row costs its features and about as much again as its two digests and the entries of three indexes. */
    private static final String BOUND = """
        delete from embedding e using (
            select backbone, image, sum(octet_length(features) + 400) over (
                order by used_at desc, backbone, image) as bytes
            from embedding) as newest
        where newest.bytes > ? and e.backbone = newest.backbone and e.image = newest.image
        """;

    private final Transactions transactions;
    private final InstantSource clock;
    private final long mostBytes;

    @Inject
    Embeddings(Transactions transactions, InstantSource clock, RetrainConfig config) {
        this(transactions, clock, config.embeddingsBytes());
    }

    Embeddings(Transactions transactions, InstantSource clock, long mostBytes) {
        this.transactions = transactions;
        this.clock = clock;
        this.mostBytes = mostBytes;
    }

    /**
     * What the embeddings of a model depend on: the graph below its last layer, and how pictures are put into it. A model
     * with a new last layer has the same.
     *
     * @param weights how the next model keeps its weights: its head is trained on what it will see
     */
    static Sha256 backbone(Bundle bundle, Weights weights) {
        MessageDigest digest = Sha256.digest();
        digest.update(OnnxGraphs.backbone(weights.compress(bundle.onnx())).onnx());
        digest.update(bundle.definition().input().toString().getBytes(StandardCharsets.UTF_8));
        // Those from before are of photographs as they lay.
        digest.update("upright".getBytes(StandardCharsets.UTF_8));
        return new Sha256(HexFormat.of().formatHex(digest.digest()));
    }

    /** Those that are kept, of some pictures; now they are used last. */
    Map<Sha256, float[]> known(Sha256 backbone, Collection<Sha256> images) {
        return transactions.run(c -> {
            Map<Sha256, float[]> known = new HashMap<>();
            try (PreparedStatement statement = c.prepareStatement(KNOWN)) {
                statement.setTimestamp(1, Timestamp.from(clock.instant()));
                statement.setString(2, backbone.hex());
                statement.setArray(
                        3,
                        c.createArrayOf("text", images.stream().map(Sha256::hex).toArray()));
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        known.put(new Sha256(row.getString(1)), floats(row.getBytes(2)));
                    }
                }
            }
            return known;
        });
    }

    /** Keeps some more, without those of pictures that were forgotten meanwhile, and then as many in all as the settings allow. */
    void keep(Sha256 backbone, Map<Sha256, float[]> embeddings) {
        transactions.execute(c -> {
            Set<String> there = there(c, embeddings.keySet());
            try (PreparedStatement keep = c.prepareStatement(KEEP)) {
                for (Map.Entry<Sha256, float[]> each : embeddings.entrySet()) {
                    if (!there.contains(each.getKey().hex())) {
                        continue;
                    }
                    keep.setString(1, backbone.hex());
                    keep.setString(2, each.getKey().hex());
                    keep.setBytes(3, bytes(each.getValue()));
                    keep.setTimestamp(4, Timestamp.from(clock.instant()));
                    keep.addBatch();
                }
                keep.executeBatch();
            }
            try (PreparedStatement bound = c.prepareStatement(BOUND)) {
                bound.setLong(1, mostBytes);
                bound.executeUpdate();
            }
        });
    }

    private static Set<String> there(Connection c, Collection<Sha256> images) throws SQLException {
        Set<String> there = new HashSet<>();
        try (PreparedStatement select = c.prepareStatement(THERE)) {
            select.setArray(
                    1, c.createArrayOf("text", images.stream().map(Sha256::hex).toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    there.add(row.getString(1));
                }
            }
        }
        return there;
    }

    private static byte[] bytes(float[] features) {
        ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(features.length, Float.BYTES));
        buffer.asFloatBuffer().put(features);
        return buffer.array();
    }

    private static float[] floats(byte[] bytes) {
        float[] features = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).asFloatBuffer().get(features);
        return features;
    }
}
