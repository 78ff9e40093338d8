package io.plumbline.retrain.work;

import io.plumbline.kernel.Rejection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Work folders on their way between a server and a remote worker. */
public final class WorkZip {
    private static final Pattern INPUT = Pattern.compile(
            "order\\.json|embeddings\\.bin|champion\\.zip|pictures\\.csv|pictures/[0-9a-f]{64}|checkpoint/[a-z0-9][a-z0-9.-]{0,62}");
    private static final Pattern OUTPUT = Pattern.compile("out/(model\\.onnx|result\\.json)");

    private WorkZip() {}

    /** Writes everything that a training reads. */
    public static void inputs(WorkFolder folder, OutputStream out) throws IOException {
        write(folder, INPUT, out);
    }

    /** Writes what a training made. */
    public static void outputs(WorkFolder folder, OutputStream out) throws IOException {
        write(folder, OUTPUT, out);
    }

    /** Reads what {@link #inputs} wrote. */
    public static void readInputs(InputStream in, WorkFolder folder) throws IOException {
        read(in, INPUT, folder, Long.MAX_VALUE);
    }

    /**
     * Reads what {@link #outputs} wrote.
     *
     * @param most bytes of all files together
     * @throws Rejection REFUSED, {@code outputs-refused}, for any other file or for too much
     */
    public static void readOutputs(InputStream in, WorkFolder folder, long most) throws IOException {
        read(in, OUTPUT, folder, most);
    }

    private static void write(WorkFolder folder, Pattern names, OutputStream out) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder.path())) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        ZipOutputStream zip = new ZipOutputStream(out);
        // Pictures and floats are as small as they get.
        zip.setLevel(Deflater.NO_COMPRESSION);
        for (Path file : files) {
            String name = folder.path().relativize(file).toString().replace('\\', '/');
            if (names.matcher(name).matches()) {
                zip.putNextEntry(new ZipEntry(name));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
        zip.finish();
        out.flush();
    }

    private static void read(InputStream in, Pattern names, WorkFolder folder, long most) throws IOException {
        long left = most;
        try (ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!names.matcher(entry.getName()).matches()) {
                    throw refused("The file '" + entry.getName() + "' does not belong into a training's files.");
                }
                Path file = folder.path().resolve(entry.getName());
                Files.createDirectories(file.getParent());
                left -= copy(zip, file, left);
            }
        }
    }

    private static long copy(InputStream in, Path file, long most) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long total = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                total += n;
                if (total > most) {
                    throw refused("The training's outputs are larger than they may be.");
                }
                out.write(buffer, 0, n);
            }
        }
        return total;
    }

    private static Rejection refused(String detail) {
        return new Rejection(Rejection.Kind.REFUSED, "outputs-refused", detail);
    }
}
