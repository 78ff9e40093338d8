package io.plumbline.retrain.djl.resume;

import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.work.TrainingListener;
import io.plumbline.retrain.work.WorkFolder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Where a training keeps what it can go on from. What it finds is what was kept for the same inputs, whole. */
public interface Checkpoints {
    /** Keeps nothing. */
    Checkpoints NONE = new Checkpoints() {
        @Override
        public Optional<byte[]> load(String name) {
            return Optional.empty();
        }

        @Override
        public void save(String name, byte[] content) {}
    };

    /** A part, if it was kept for the same inputs and is undamaged. */
    Optional<byte[]> load(String name);

    /** Keeps a part; one of the same name is replaced. */
    void save(String name, byte[] content);

    /** Those of a work folder, handed to a listener as well; {@code key} tells the inputs from any others. */
    static Checkpoints of(WorkFolder folder, TrainingListener listener, Sha256 key) {
        return new Checkpoints() {
            @Override
            public Optional<byte[]> load(String name) {
                try {
                    return folder.checkpoint(name).flatMap(bytes -> unwrap(bytes, key));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void save(String name, byte[] content) {
                listener.checkpoint(name, wrap(content, key));
            }
        };
    }

    /** Layout: "PLC1", key, SHA-256 of the content (both in hex), content. */
    private static byte[] wrap(byte[] content, Sha256 key) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(content.length + 140);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeBytes(key.hex());
            out.writeBytes(Sha256.of(content).hex());
            out.write(content);
        } catch (IOException e) {
            throw new IllegalStateException("Memory can be written to", e);
        }
        return bytes.toByteArray();
    }

    /** "PLC1". */
    int MAGIC = 0x504C4331;

    private static Optional<byte[]> unwrap(byte[] bytes, Sha256 key) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            boolean ours = in.readInt() == MAGIC && hex(in).equals(key.hex());
            String sha256 = hex(in);
            byte[] content = in.readAllBytes();
            return ours && Sha256.of(content).hex().equals(sha256) ? Optional.of(content) : Optional.empty();
        } catch (IOException e) {
            // Safe because: what is cut off is as good as not there.
            return Optional.empty();
        }
    }

    private static String hex(DataInputStream in) throws IOException {
        return new String(in.readNBytes(64), java.nio.charset.StandardCharsets.US_ASCII);
    }
}
