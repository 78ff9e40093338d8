package io.plumbline.retrain.distil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.plumbline.bundle.Bundle;
import io.plumbline.kernel.Rejection;
import io.plumbline.retrain.djl.mask.Shapes;
import io.plumbline.retrain.mask.MaskAnswers.Segmenter;
import io.plumbline.testing.Await;
import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OneSegmenterTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final BufferedImage PICTURE = Shapes.drawn(1, 1).get(0).picture();

    private final Bundle first = Shapes.teacher("shapes", "1", -0.8f);
    private final Bundle second = Shapes.teacher("shapes", "2", 40);
    private final AtomicInteger reads = new AtomicInteger();

    @Test
    void it_is_read_once_for_many_pictures_and_again_only_when_another_was_looked_through() {
        try (OneSegmenter one = new OneSegmenter(LONG, LONG)) {
            // When eight ask at once
            List<CompletableFuture<Double>> areas = Stream.generate(
                            () -> CompletableFuture.supplyAsync(() -> draw(one, first)))
                    .limit(8)
                    .toList();
            // Then
            assertThat(areas).extracting(CompletableFuture::join).containsOnly(draw(one, first));
            assertThat(reads).hasValue(1);
            // When another is looked through
            assertThat(draw(one, second)).isGreaterThan(draw(one, first));
            // Then there never were two
            assertThat(reads).hasValue(3);
        }
    }

    @Test
    void it_leaves_memory_a_while_after_its_last_mask() {
        try (OneSegmenter one = new OneSegmenter(LONG, Duration.ofMillis(50))) {
            draw(one, first);
            Await.until("out of memory", LONG, () -> !one.isLoaded());
        }
    }

    @Test
    void who_waits_too_long_for_those_before_is_told_to_try_again() throws InterruptedException {
        try (OneSegmenter one = new OneSegmenter(Duration.ofMillis(50), LONG)) {
            // Given one that is being read
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            CompletableFuture<Double> before = CompletableFuture.supplyAsync(() -> one.draw(
                            first.sha256(),
                            () -> {
                                begun.countDown();
                                await(goOn);
                                return Segmenter.of(first);
                            },
                            PICTURE)
                    .area());
            begun.await();
            // When
            Rejection refused = catchThrowableOfType(Rejection.class, () -> draw(one, second));
            goOn.countDown();
            // Then
            assertThat(refused.kind()).isEqualTo(Rejection.Kind.UNAVAILABLE);
            assertThat(refused.detail()).contains("one at a time", "try again");
            assertThat(before.join()).isPositive();
        }
    }

    @Test
    void values_that_are_no_mask_are_a_clear_refusal() throws InvalidProtocolBufferException {
        // Given a network whose last step lets values leave 0 to 1
        ModelProto.Builder network = ModelProto.parseFrom(first.onnx()).toBuilder();
        for (NodeProto.Builder node : network.getGraphBuilder().getNodeBuilderList()) {
            if (node.getOpType().equals("Sigmoid")) {
                node.setOpType("Neg");
            }
        }
        Segmenter broken = new Segmenter(first.definition(), network.build().toByteArray());
        try (OneSegmenter one = new OneSegmenter(LONG, LONG)) {
            // When
            Rejection refused =
                    catchThrowableOfType(Rejection.class, () -> one.draw(first.sha256(), () -> broken, PICTURE));
            // Then
            assertThat(refused.code()).isEqualTo("mask-unusable");
            assertThat(refused.detail()).contains("version 1 of model shapes", "A pixel's value is", "probabilities");
        }
    }

    private double draw(OneSegmenter one, Bundle bundle) {
        return one.draw(
                        bundle.sha256(),
                        () -> {
                            reads.incrementAndGet();
                            return Segmenter.of(bundle);
                        },
                        PICTURE)
                .area();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
