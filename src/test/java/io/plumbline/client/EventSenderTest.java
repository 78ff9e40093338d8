package io.plumbline.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.plumbline.client.LoopbackPlumbline.Fault;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventSenderTest {
    @TempDir
    Path folder;

    private LoopbackPlumbline server;
    private EventSpool spool;
    private EventSender sender;
    private long elapsed;
    private final List<String> accepted = new ArrayList<>();
    private final List<String> rejected = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        server = new LoopbackPlumbline();
        spool = new EventSpool(folder.resolve("events.spool").toFile(), 16 << 20, false);
        sender = sender((yes, no) -> {
            yes.forEach(event -> accepted.add(event.json()));
            no.forEach(one -> rejected.add(one.code() + " " + one.detail()));
        });
    }

    @AfterEach
    void close() throws IOException {
        spool.close();
        server.close();
    }

    private EventSender sender(EventSender.Listener listener) {
        return new EventSender(
                new Server(server.url(), "plb_token", 5_000), spool, listener, () -> elapsed, new Random(1));
    }

    private void append(int n, String label) throws IOException {
        for (int i = 0; i < n; i++) {
            long id = spool.lastSequence() + 1;
            spool.append("{\"source\":\"/devices/1\",\"id\":\"" + id + "\",\"data\":{\"label\":\"" + label + "\"}}");
        }
    }

    @Test
    void sendsInBatchesOfAtMostFiveHundred() throws IOException {
        // Given
        append(1_203, "boot");

        // When
        EventSender.Outcome outcome = sender.flush();

        // Then
        assertThat(outcome.state()).isEqualTo(EventSender.State.DONE);
        assertThat(outcome.accepted()).isEqualTo(1_203);
        assertThat(server.batches()).containsExactly(500, 500, 203);
        assertThat(server.events()).hasSize(1_203);
        assertThat(spool.size()).isZero();
    }

    @Test
    void sendsLessThanAMebibyteAtOnce() throws IOException {
        // Given
        append(60, "b".repeat(40_000));

        // When
        sender.flush();

        // Then
        assertThat(server.batches()).allSatisfy(n -> assertThat(n * 40_000).isLessThan(1 << 20));
        assertThat(server.events()).hasSize(60);
    }

    @Test
    void aRejectedEventIsHandedOverAndHoldsNobodyUp() throws IOException {
        // Given
        append(2, "boot");
        append(1, "poison");
        append(2, "boot");

        // When
        EventSender.Outcome outcome = sender.flush();

        // Then
        assertThat(outcome.rejected()).isEqualTo(1);
        assertThat(rejected).containsExactly("label-unknown No such label: poison");
        assertThat(accepted).hasSize(4);
        assertThat(spool.size()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"UNAVAILABLE", "CUT", "ANSWER_LOST", "GARBAGE", "UNAUTHORIZED"})
    void whateverGoesWrongTheEventsStayAndArriveOnce(Fault fault) throws IOException {
        // Given
        append(10, "boot");
        // The JDK repeats a request whose connection was cut, once: the fault must outlast that.
        for (int i = 0; i < (fault == Fault.CUT || fault == Fault.ANSWER_LOST ? 2 : 1); i++) {
            server.willFail(fault);
        }

        // When
        EventSender.Outcome failed = sender.flush();
        int kept = spool.size();
        EventSender.Outcome tooEarly = sender.flush();
        elapsed += failed.retryInMillis();
        EventSender.Outcome later = sender.flush();

        // Then
        assertThat(failed.state())
                .isEqualTo(fault == Fault.UNAUTHORIZED ? EventSender.State.REFUSED : EventSender.State.UNAVAILABLE);
        assertThat(kept).isEqualTo(10);
        assertThat(tooEarly.state()).isEqualTo(EventSender.State.WAITING);
        assertThat(later.accepted()).isEqualTo(10);
        assertThat(server.events()).hasSize(10);
        assertThat(server.conflicts()).isZero();
        assertThat(accepted).hasSize(10);
    }

    @Test
    void retryAfterIsHonoured() throws IOException {
        // Given
        append(1, "boot");
        server.willFail(Fault.UNAVAILABLE);

        // When
        EventSender.Outcome outcome = sender.flush();

        // Then
        assertThat(outcome.retryInMillis()).isBetween(7_000L, 8_000L);
    }

    @Test
    void waitsLongerEachTimeUpToALimit() throws IOException {
        // Given
        append(1, "boot");
        server.close();
        List<Long> waits = new ArrayList<>();

        // When
        for (int i = 0; i < 14; i++) {
            long wait = sender.flush().retryInMillis();
            waits.add(wait);
            elapsed += wait;
        }

        // Then
        assertThat(waits.get(0)).isBetween(500L, 1_000L);
        assertThat(waits.get(5)).isBetween(16_000L, 32_000L);
        assertThat(waits.get(13)).isBetween(150_000L, 300_000L);
    }

    @Test
    void whatHasNoResultIsSentAgain() throws IOException {
        // Given
        append(10, "boot");
        server.willFail(Fault.HALF_OF_THE_RESULTS);

        // When
        sender.flush();

        // Then
        assertThat(server.batches()).containsExactly(10, 5);
        assertThat(accepted).hasSize(10).doesNotHaveDuplicates();
        assertThat(spool.size()).isZero();
    }

    @Test
    void aListenerThatCannotTakeNoteKeepsTheEvents() throws IOException {
        // Given
        append(3, "boot");
        EventSender careful = sender((yes, no) -> {
            throw new IOException("disk full");
        });

        // When
        assertThatIOException().isThrownBy(careful::flush).withMessage("disk full");

        // Then
        assertThat(spool.size()).isEqualTo(3);
    }

    @Test
    void picturesGoBeforeTheEventsThatNameThem() throws IOException {
        // Given
        Images images = new Images(new Server(server.url(), "plb_token"), new File(folder.toFile(), "pictures"));
        byte[] png = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0};
        String sha256 = images.keep(png);
        append(1, "boot");

        // When
        sender.flush(images);

        // Then
        assertThat(server.order()).containsExactly("PUT /v1/images/" + sha256, "POST /v1/events");
        assertThat(server.images().get(sha256)).isEqualTo(png);
        assertThat(new File(folder.toFile(), "pictures").list()).isEmpty();
    }
}
