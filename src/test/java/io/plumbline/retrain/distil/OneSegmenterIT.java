package io.plumbline.retrain.distil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.Mask;
import io.plumbline.bundle.Network;
import io.plumbline.bundle.Pixels;
import io.plumbline.kernel.Rejection;
import io.plumbline.retrain.ask.HungryNetworks;
import io.plumbline.retrain.djl.mask.Shapes;
import io.plumbline.retrain.mask.Segmenter;
import io.plumbline.retrain.work.HeardTraining;
import io.plumbline.retrain.work.TrainingConfig;
import io.plumbline.testing.Await;
import io.plumbline.testing.Children;
import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OneSegmenterIT {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final BufferedImage PICTURE = Shapes.drawn(1, 1).get(0).picture();
    private static final byte[] PNG = Shapes.png(PICTURE);
    private static final TrainingConfig MEMORY = HeardTraining.config("300M");

    private final Bundle first = Shapes.teacher("shapes", "1", -0.8f);
    private final Bundle second = Shapes.teacher("shapes", "2", 40);
    private final AtomicInteger reads = new AtomicInteger();

    @Test
    void it_is_read_once_for_many_pictures_and_again_only_when_another_was_looked_through() {
        try (OneSegmenter one = new OneSegmenter(MEMORY, LONG, LONG)) {
            // When eight ask at once
            List<CompletableFuture<Long>> areas = Stream.generate(
                            () -> CompletableFuture.supplyAsync(() -> draw(one, first)))
                    .limit(8)
                    .toList();
            // Then each gets what is drawn here
            assertThat(areas).extracting(CompletableFuture::join).containsOnly(here(first));
            assertThat(reads).hasValue(1);
            // When another is looked through
            assertThat(draw(one, second)).isEqualTo(here(second)).isGreaterThan(here(first));
            // Then there never were two
            assertThat(reads).hasValue(2);
            // When its process is killed
            ProcessHandle child = Children.await("DRAW");
            child.destroyForcibly();
            Children.awaitEnd(child);
            // Then the next mask comes of another one
            assertThat(draw(one, second)).isEqualTo(here(second));
            assertThat(reads).hasValue(3);
        }
    }

    @Test
    void it_is_gone_a_while_after_its_last_mask() {
        try (OneSegmenter one = new OneSegmenter(MEMORY, LONG, Duration.ofMillis(50))) {
            draw(one, first);
            Await.until("gone", LONG, () -> !one.isLoaded());
        }
    }

    @Test
    void who_waits_too_long_for_those_before_is_told_to_try_again() throws InterruptedException {
        try (OneSegmenter one = new OneSegmenter(MEMORY, Duration.ofMillis(50), LONG)) {
            // Given one that is being read
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            CompletableFuture<Long> before = CompletableFuture.supplyAsync(() -> area(one.draw(
                    first.sha256(),
                    () -> {
                        begun.countDown();
                        await(goOn);
                        return first.network();
                    },
                    PNG)));
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
    void values_that_are_no_mask_are_a_clear_refusal_and_so_is_too_little_memory()
            throws InvalidProtocolBufferException {
        // Given a network whose last step lets values leave 0 to 1, and one with 302 MB between its layers
        ModelProto.Builder network = ModelProto.parseFrom(first.onnx()).toBuilder();
        for (NodeProto.Builder node : network.getGraphBuilder().getNodeBuilderList()) {
            if (node.getOpType().equals("Sigmoid")) {
                node.setOpType("Neg");
            }
        }
        Network broken = new Network(first.definition(), network.build().toByteArray());
        Network hungry = new Network(second.definition(), HungryNetworks.segmenter(Shapes.SIDE, 8_192));
        try (OneSegmenter one = new OneSegmenter(MEMORY, LONG, LONG)) {
            // When
            Rejection refused =
                    catchThrowableOfType(Rejection.class, () -> one.draw(first.sha256(), () -> broken, PNG));
            Rejection ended = catchThrowableOfType(Rejection.class, () -> one.draw(second.sha256(), () -> hungry, PNG));
            // Then
            assertThat(refused.code()).isEqualTo("mask-unusable");
            assertThat(refused.detail()).contains("version 1 of model shapes", "A pixel's value is", "probabilities");
            assertThat(ended.code()).isEqualTo("training-too-large");
            assertThat(ended.detail())
                    .startsWith("The drawing of masks was ended for using more than 300 MiB of memory")
                    .contains("plumbline.training.memory");
            assertThat(one.isLoaded()).isFalse();
        }
    }

    private long draw(OneSegmenter one, Bundle bundle) {
        return area(one.draw(
                bundle.sha256(),
                () -> {
                    reads.incrementAndGet();
                    return bundle.network();
                },
                PNG));
    }

    private static long area(byte[] png) {
        BufferedImage mask = Pixels.decode(png);
        assertThat(mask.getWidth()).isEqualTo(Shapes.SIDE);
        float[] brightness = Pixels.brightness(mask);
        long area = 0;
        for (float each : brightness) {
            area += each == 1 ? 1 : 0;
        }
        return area;
    }

    private static long here(Bundle bundle) {
        try (Segmenter segmenter = new Segmenter(bundle.network())) {
            Mask mask = segmenter.draw(PICTURE);
            long area = 0;
            for (float each : mask.soft()) {
                area += each >= mask.task().threshold() ? 1 : 0;
            }
            return area;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
