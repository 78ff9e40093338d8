package io.plumbline.retrain.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RunningChildTest {
    @Test
    void the_end_of_a_child_is_heard_though_its_pipe_breaks_while_nobody_keeps_up() throws InterruptedException {
        // Given a queue that is full when the pipe breaks
        BlockingQueue<Optional<String>> words = new ArrayBlockingQueue<>(1);
        words.put(Optional.of("not yet heard"));
        CountDownLatch broken = new CountDownLatch(1);
        Thread reader = new Thread(() -> RunningChild.read(breaking(broken), words));
        // When
        reader.start();
        broken.await();
        reader.join(200);
        // Then
        assertThat(words.poll(10, TimeUnit.SECONDS)).contains("not yet heard");
        assertThat(words.poll(10, TimeUnit.SECONDS)).isEqualTo(Optional.empty());
        reader.join();
    }

    private static BufferedReader breaking(CountDownLatch broken) {
        return new BufferedReader(new Reader() {
            @Override
            public int read(char[] to, int from, int most) throws IOException {
                broken.countDown();
                throw new IOException("Stream closed");
            }

            @Override
            public void close() {}
        });
    }
}
