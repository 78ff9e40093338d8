package io.plumbline.bundle;

import io.plumbline.bundle.GoldenCheck.Report;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The program of {@link GoldenChild}: checks one bundle and says what was found. It ends with whoever holds its standard input. */
final class GoldenMain {
    private static final String ANSWER = "golden ";
    private static final int FIELDS = 5;

    private GoldenMain() {}

    /** Arguments: the bundle's file. */
    public static void main(String[] arguments) throws IOException {
        Thread end = new Thread(GoldenMain::awaitEnd, "golden-end");
        end.setDaemon(true);
        end.start();
        Report report = GoldenCheck.check(Bundles.read(Files.readAllBytes(Path.of(arguments[0]))));
        System.out.println(ANSWER + report.cases() + " " + report.runtime() + " " + report.djl() + " " + report.passed()
                + " " + report.sentence().replaceAll("\\s+", " "));
    }

    private static void awaitEnd() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // Safe because: a pipe that breaks is one that has ended.
        }
        Runtime.getRuntime().halt(1);
    }

    /** The report in what the program said; empty if there is none. */
    static Optional<Report> read(String said) {
        return said.lines()
                .filter(line -> line.startsWith(ANSWER))
                .map(line -> line.substring(ANSWER.length()).split(" ", FIELDS))
                .filter(fields -> fields.length == FIELDS)
                .map(f -> new Report(
                        Integer.parseInt(f[0]),
                        Double.parseDouble(f[1]),
                        Double.parseDouble(f[2]),
                        Boolean.parseBoolean(f[3]),
                        f[4]))
                .findFirst();
    }
}
