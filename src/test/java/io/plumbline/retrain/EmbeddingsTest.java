package io.plumbline.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.BundleBuilder;
import io.plumbline.bundle.ModelCard;
import io.plumbline.bundle.onnx.Head;
import io.plumbline.bundle.onnx.OnnxGraphs;
import io.plumbline.bundle.onnx.Weights;
import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.djl.DemoData;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.testing.SettableClock;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@Sql
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class EmbeddingsTest {
    private static final long PLENTY = 1L << 30;
    /** Later than anything that other tests keep in the same database. */
    private static final Instant START = Instant.parse("2100-01-01T00:00:00Z");

    @Inject
    Transactions transactions;

    private final SettableClock clock = new SettableClock();

    @Test
    void whatIsKeptIsKnownForItsBackboneOnly() {
        // Given
        Embeddings embeddings = new Embeddings(transactions, clock, PLENTY);
        Sha256 one = picture("picture one");
        Sha256 two = picture("picture two");
        embeddings.keep(digest("backbone a"), Map.of(one, new float[] {1.5f, -2}, two, new float[] {0, 3}));
        // When
        Map<Sha256, float[]> known = embeddings.known(digest("backbone a"), List.of(one, digest("picture three")));
        // Then
        assertThat(known).containsOnlyKeys(one);
        assertThat(known.get(one)).containsExactly(1.5f, -2);
        assertThat(embeddings.known(digest("backbone b"), List.of(one, two))).isEmpty();
    }

    @Test
    void whatWasUsedLongestAgoGoesFirst() {
        // Given room for two of 100 floats each
        Embeddings embeddings = new Embeddings(transactions, clock, 2 * 800);
        clock.set(START);
        Sha256 backbone = digest("backbone of little room");
        Sha256 old = picture("old");
        Sha256 used = picture("used");
        Sha256 fresh = picture("fresh");
        embeddings.keep(backbone, Map.of(old, new float[100]));
        clock.set(START.plus(Duration.ofHours(1)));
        embeddings.keep(backbone, Map.of(used, new float[100]));
        clock.set(START.plus(Duration.ofHours(2)));
        embeddings.known(backbone, List.of(old));
        clock.set(START.plus(Duration.ofHours(3)));
        embeddings.known(backbone, List.of(used));
        clock.set(START.plus(Duration.ofHours(4)));
        // When
        embeddings.keep(backbone, Map.of(fresh, new float[100]));
        // Then
        assertThat(embeddings.known(backbone, List.of(old, used, fresh))).containsOnlyKeys(used, fresh);
    }

    @Test
    void whatWasForgottenWhileItWasComputedDoesNotComeBack() {
        // Given one that may be learnt from, one that may not any more, and one that is gone
        Embeddings embeddings = new Embeddings(transactions, clock, PLENTY);
        Sha256 there = picture("there");
        Sha256 restricted = picture("restricted", "diagnosis");
        Sha256 gone = digest("gone");
        float[] features = {1, 2};
        // When
        embeddings.keep(digest("backbone f"), Map.of(there, features, restricted, features, gone, features));
        // Then
        assertThat(embeddings.known(digest("backbone f"), List.of(there, restricted, gone)))
                .containsOnlyKeys(there);
    }

    @Test
    void aModelWithANewLastLayerHasTheSameBackbone() {
        // Given
        Bundle champion = DemoData.garments();
        Head other = OnnxGraphs.head(champion.onnx()).cooled(2);
        // When
        Bundle challenger = BundleBuilder.build(
                champion.definition().next("2", champion.definition().validation()),
                OnnxGraphs.withHead(champion.onnx(), other),
                DemoData.reference().pick(new int[] {0}).inputs(),
                new ModelCard("Retrained.", "None.", "None.", List.of()));
        // Then
        assertThat(challenger.onnx()).isNotEqualTo(champion.onnx());
        for (Weights weights : Weights.values()) {
            assertThat(Embeddings.backbone(challenger, weights)).isEqualTo(Embeddings.backbone(champion, weights));
        }
    }

    private Sha256 picture(String text) {
        return picture(text, "training");
    }

    private Sha256 picture(String text, String consent) {
        Sha256 content = digest(text);
        transactions.execute(c -> {
            try (var insert = c.prepareStatement("""
                insert into picture (name, content, media_type, width, height, consent, received_at)
                values (?, ?, 'image/png', 1, 1, ?, now()) on conflict do nothing
                """)) {
                insert.setString(1, content.hex());
                insert.setString(2, content.hex());
                insert.setString(3, consent);
                insert.executeUpdate();
            }
        });
        return content;
    }

    private static Sha256 digest(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
