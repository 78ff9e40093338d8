package io.plumbline.retrain.djl.whole;

import io.plumbline.bundle.ModelDefinition.Input;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Pictures in a file, a byte a sample: each epoch reads all of them in another order, and thousands of colour pictures would not fit
 * into the memory of a training. To be closed; the file stays.
 */
public final class PictureStore implements AutoCloseable {
    private final FileChannel channel;
    private final Input input;
    private final List<Integer> labels = new ArrayList<>();
    private final List<Float> weights = new ArrayList<>();

    /** @param file to write to; what is there is overwritten */
    public PictureStore(Path file, Input input) throws IOException {
        this.channel = FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        this.input = input;
    }

    /** How pictures are to be read that are added: as fractions of 255, plane by plane. */
    public Input plain() {
        return new Input(
                input.name(),
                input.width(),
                input.height(),
                input.channels(),
                Input.NCHW,
                Collections.nCopies(input.channels(), 0f),
                Collections.nCopies(input.channels(), 1f));
    }

    /** Adds a picture as {@link #plain} reads it; its samples are rounded to 256 steps. */
    public void add(float[] fractions, int label, float weight) throws IOException {
        ByteBuffer samples = ByteBuffer.allocate(input.size());
        for (float fraction : fractions) {
            samples.put((byte) Math.round(255 * fraction));
        }
        samples.flip();
        long at = (long) labels.size() * input.size();
        while (samples.hasRemaining()) {
            at += channel.write(samples, at);
        }
        labels.add(label);
        weights.add(weight);
    }

    /** Number of pictures. */
    public int size() {
        return labels.size();
    }

    /** Some of the pictures, in that order. */
    public PictureSet pick(List<Integer> numbers) {
        List<Integer> picked = List.copyOf(numbers);
        return new PictureSet() {
            @Override
            public Input input() {
                return input;
            }

            @Override
            public int size() {
                return picked.size();
            }

            @Override
            public byte[] samples(int number) {
                return read(picked.get(number));
            }

            @Override
            public int label(int number) {
                return labels.get(picked.get(number));
            }

            @Override
            public float weight(int number) {
                return weights.get(picked.get(number));
            }
        };
    }

    private byte[] read(int number) {
        ByteBuffer samples = ByteBuffer.allocate(input.size());
        try {
            long at = (long) number * input.size();
            while (samples.hasRemaining()) {
                int n = channel.read(samples, at + samples.position());
                if (n < 0) {
                    throw new IOException("The file of pictures ends before picture " + number);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return samples.array();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
