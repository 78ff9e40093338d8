package io.plumbline.retrain.work;

import io.plumbline.kernel.Sha256;
import io.plumbline.process.TemporaryFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The files of a training: {@code order.json}, {@code champion.zip}, {@code pictures.csv} and {@code pictures/} go in,
 * {@code out/} comes out, {@code checkpoint/} is what it goes on from. Used by one process at a time.
 */
public final class WorkFolder implements AutoCloseable {
    /** Output: the new model's graph. */
    public static final String MODEL = "model.onnx";
    /** Output: facts of the training, as JSON. */
    public static final String RESULT = "result.json";
    /** Output: what both models say about the pictures to judge by; see {@link Judged}. */
    public static final String JUDGED = "judged.bin";

    /** Output: what the new model gives for the pictures of its golden cases; raw floats, as a bundle keeps them. */
    public static final String GOLDEN = "golden.f32";

    /** Output: embeddings that were computed, of pictures to learn from; see {@link EmbeddingFile}. */
    public static final String EMBEDDINGS = "embeddings.bin";

    static final String ORDER = "order.json";
    static final String CHAMPION = "champion.zip";
    static final String LIST = "pictures.csv";
    static final String PICTURES = "pictures";
    static final String GIVEN = "given";
    static final String CHECKPOINTS = "checkpoint";
    static final String OUTPUTS = "out";

    private static final String KIND = "plumbline-training";

    private final Path folder;
    private final Runnable end;

    private WorkFolder(Path folder, Runnable end) {
        this.folder = folder;
        this.end = end;
    }

    /**
     * A picture of the list.
     *
     * @param image address of its bytes
     * @param split {@code TRAIN}, {@code VALIDATION} or {@code TEST}
     * @param weight how much it counts, at least 0
     * @param device that took it; empty where that is not known. Its name goes into no file, only a number that stands for it
     * @param label right class
     */
    public record Listed(Sha256 image, String split, double weight, String device, String label) {}

    /**
     * A new folder, which {@link #close} removes. Those of processes that were killed are removed now.
     *
     * @param parent where; empty: the system's temporary folder
     */
    public static WorkFolder create(Optional<Path> parent) {
        Path where = parent.orElse(Path.of(System.getProperty("java.io.tmpdir")));
        try {
            TemporaryFolder made = TemporaryFolder.create(where, KIND);
            return new WorkFolder(made.path(), made::close);
        } catch (IOException e) {
            throw new UncheckedIOException("No folder for a training in " + where, e);
        }
    }

    /** A folder that somebody else has made and will remove. */
    public static WorkFolder at(Path folder) {
        return new WorkFolder(folder, () -> {});
    }

    /** Where it is. */
    public Path path() {
        return folder;
    }

    /** What to do. */
    public TrainingOrder order() throws IOException {
        return TrainingOrder.of(Files.readString(folder.resolve(ORDER)));
    }

    /** The champion's bundle. */
    public byte[] champion() throws IOException {
        return Files.readAllBytes(folder.resolve(CHAMPION));
    }

    /** Writes what is not pictures. */
    public void prepare(TrainingOrder order, byte[] champion) throws IOException {
        Files.writeString(folder.resolve(ORDER), order.toJson());
        Files.write(folder.resolve(CHAMPION), champion);
        Files.createDirectories(folder.resolve(PICTURES));
        Files.createDirectories(folder.resolve(CHECKPOINTS));
        Files.createDirectories(folder.resolve(OUTPUTS));
    }

    /** Writes an input of what is no training: instead of an order and a champion. */
    public void give(String name, byte[] content) throws IOException {
        write(folder.resolve(GIVEN).resolve(name), content);
        Files.createDirectories(folder.resolve(PICTURES));
    }

    /** Such an input, if it is there. */
    public Optional<byte[]> given(String name) throws IOException {
        return read(folder.resolve(GIVEN).resolve(name));
    }

    /** Writes the list of pictures, in the order in which they will be read. */
    public void list(List<Listed> pictures) throws IOException {
        StringBuilder lines = new StringBuilder();
        Map<String, Integer> devices = new HashMap<>();
        for (Listed each : pictures) {
            // The label stands last: it may hold commas.
            lines.append(each.image().hex()).append(',').append(each.split());
            lines.append(',').append(each.weight()).append(',');
            if (!each.device().isEmpty()) {
                lines.append(devices.computeIfAbsent(each.device(), device -> devices.size() + 1));
            }
            lines.append(',').append(each.label()).append('\n');
        }
        Files.writeString(folder.resolve(LIST), lines);
    }

    /** Writes the bytes of a picture of the list. */
    public void add(Sha256 image, byte[] bytes) throws IOException {
        Files.write(folder.resolve(PICTURES).resolve(image.hex()), bytes);
    }

    /** Writes embeddings that are known from earlier trainings. */
    public void know(Map<Sha256, float[]> embeddings) throws IOException {
        write(folder.resolve(EMBEDDINGS), EmbeddingFile.toBytes(embeddings));
    }

    /** Embeddings that are known from earlier trainings; none if none were written. */
    public Map<Sha256, float[]> known() throws IOException {
        Optional<byte[]> bytes = read(folder.resolve(EMBEDDINGS));
        return bytes.isPresent() ? EmbeddingFile.of(bytes.get()) : Map.of();
    }

    /** The list of pictures. */
    public List<Listed> pictures() throws IOException {
        List<Listed> pictures = new ArrayList<>();
        for (String line : Files.readString(folder.resolve(LIST)).split("\n", -1)) {
            if (!line.isEmpty()) {
                String[] fields = line.split(",", 5);
                pictures.add(new Listed(
                        new Sha256(fields[0]), fields[1], Double.parseDouble(fields[2]), fields[3], fields[4]));
            }
        }
        return pictures;
    }

    /** The bytes of a picture: PNG or JPEG. */
    public byte[] picture(Sha256 image) throws IOException {
        return Files.readAllBytes(folder.resolve(PICTURES).resolve(image.hex()));
    }

    /** A part of what to go on from, if it is there. */
    public Optional<byte[]> checkpoint(String name) throws IOException {
        return read(folder.resolve(CHECKPOINTS).resolve(name));
    }

    /** Writes a part of what to go on from: all of it or nothing. */
    public void keep(String name, byte[] content) throws IOException {
        write(folder.resolve(CHECKPOINTS).resolve(name), content);
    }

    /** Writes all parts of what to go on from. */
    public void keepAll(Map<String, byte[]> parts) throws IOException {
        for (Map.Entry<String, byte[]> part : new TreeMap<>(parts).entrySet()) {
            keep(part.getKey(), part.getValue());
        }
    }

    /** An output, if it is there. */
    public Optional<byte[]> output(String name) throws IOException {
        return read(folder.resolve(OUTPUTS).resolve(name));
    }

    /** Writes an output: all of it or nothing. */
    public void put(String name, byte[] content) throws IOException {
        write(folder.resolve(OUTPUTS).resolve(name), content);
    }

    /** A file for what a trainer would rather not hold in memory; it goes with the folder, and travels nowhere. */
    public Path scratch(String name) {
        return folder.resolve("scratch-" + name);
    }

    /** What the child process said outside of the protocol. */
    Path errors() {
        return folder.resolve("stderr.log");
    }

    @Override
    public void close() {
        end.run();
    }

    private static Optional<byte[]> read(Path file) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        Path half = file.resolveSibling(file.getFileName() + ".half");
        Files.write(half, content);
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
