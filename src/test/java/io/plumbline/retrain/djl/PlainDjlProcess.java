package io.plumbline.retrain.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.util.Utils;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.retrain.Predictions;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;

/** A program without Plumbline on its class path that uses a served bundle, as any user of DJL would. */
public final class PlainDjlProcess {
    private static final Pattern NEEDED_BY_DJL = Pattern.compile(
            ".*[/\\\\](api|onnxruntime(-engine)?|gson|slf4j-api|commons-compress|commons-io|commons-lang3"
                    + "|commons-codec|jna|pytorch-[a-z-]+)-[0-9][^/\\\\]*\\.jar");

    private static final Pattern DJL = Pattern.compile(
            "(.*[/\\\\]ai[/\\\\]djl[/\\\\].*[/\\\\])[0-9.]+([/\\\\](?:api|onnxruntime-engine)-)[0-9.]+\\.jar");

    private PlainDjlProcess() {}

    /** Writes pictures as grey PNGs, in order, where the program looks for them. */
    public static void write(IdxPictures pictures, Path folder) throws IOException {
        Path target = Files.createDirectories(folder.resolve("pictures"));
        for (int i = 0; i < pictures.pictures().length; i++) {
            BufferedImage image = new BufferedImage(pictures.width(), pictures.height(), BufferedImage.TYPE_BYTE_GRAY);
            image.getRaster().setDataElements(0, 0, pictures.width(), pictures.height(), pictures.pictures()[i]);
            ImageIO.write(
                    image, "png", target.resolve(String.format("%04d.png", i)).toFile());
        }
    }

    /** Classifies arrays, with no PyTorch on the class path; the program's lines. */
    public static List<String> arrays(Path folder, String url) throws IOException, InterruptedException {
        return run(folder, url, "arrays", jar -> !jar.contains("pytorch"), UnaryOperator.identity());
    }

    /**
     * The same with another version of DJL.
     *
     * @throws org.opentest4j.TestAbortedException saying how to get it, if the local repository does not hold it
     */
    public static List<String> arrays(Path folder, String url, String version) throws IOException, InterruptedException {
        UnaryOperator<String> other = jar -> {
            Matcher djl = DJL.matcher(jar);
            return djl.matches() ? djl.group(1) + version + djl.group(2) + version + ".jar" : jar;
        };
        List<String> missing = jars(jar -> !jar.contains("pytorch"), other)
                .filter(jar -> !Files.exists(Path.of(jar)))
                .toList();
        Assumptions.assumeTrue(
                missing.isEmpty(),
                () -> "No DJL " + version + ". To try it: mvn dependency:get"
                        + " -Dtransitive=false -Dartifact=ai.djl:api:" + version
                        + " and -Dartifact=ai.djl.onnxruntime:onnxruntime-engine:" + version + "; missing " + missing);
        return run(folder, url, "arrays", jar -> !jar.contains("pytorch"), other);
    }

    /** Classifies pictures with DJL's own translator; the program's lines. */
    public static List<String> images(Path folder, String url) throws IOException, InterruptedException {
        return run(folder, url, "images", jar -> true, UnaryOperator.identity());
    }

    /** Asserts that the program said what was expected, within 1e-4. */
    public static void assertSame(List<String> output, ModelDefinition definition, Predictions expected) {
        assertThat(output).contains("version " + definition.version());
        List<String> said =
                output.stream().filter(line -> line.startsWith("said ")).toList();
        assertThat(said).as(String.join("\n", output)).hasSize(expected.n());
        for (int i = 0; i < expected.n(); i++) {
            String[] words = said.get(i).split(" ", -1);
            assertThat(words[1])
                    .as("picture %d", i)
                    .isEqualTo(definition.labels().get(expected.label()[i]));
            assertThat(Double.parseDouble(words[2]))
                    .as("picture %d", i)
                    .isCloseTo(expected.confidence()[i], within(1e-4));
        }
    }

    private static Stream<String> jars(Predicate<String> wanted, UnaryOperator<String> instead) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(jar -> NEEDED_BY_DJL.matcher(jar).matches())
                .filter(wanted)
                .map(instead);
    }

    private static List<String> run(
            Path folder, String url, String mode, Predicate<String> jars, UnaryOperator<String> instead)
            throws IOException, InterruptedException {
        String path = jars(jars, instead).collect(Collectors.joining(File.pathSeparator));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(java, "-Xmx400m", "-cp", path));
        command.addAll(List.of(program(), url, folder.resolve("pictures").toString(), mode));
        Path output = folder.resolve(mode + ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("ENGINE_CACHE_DIR", Utils.getEngineCacheDir().toString());
        builder.environment()
                .put("DJL_CACHE_DIR", folder.resolve("cache-" + mode).toString());
        builder.environment().put("OPT_OUT_TRACKING", "true");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS))
                    .as("ended within two minutes")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(output);
        assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
        return lines;
    }

    private static String program() {
        URL program = Objects.requireNonNull(PlainDjlProcess.class.getResource("/plain-djl/PlainDjl.java"));
        try {
            return Path.of(program.toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("A class path has proper URLs: " + program, e);
        }
    }
}
