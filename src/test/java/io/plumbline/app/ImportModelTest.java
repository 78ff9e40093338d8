package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.Bundles;
import io.plumbline.bundle.GoldenCheck;
import io.plumbline.bundle.SmallBundles;
import io.plumbline.bundle.Task;
import io.plumbline.bundle.onnx.OnnxWriter;
import io.plumbline.retrain.djl.mask.Shapes;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportModelTest {
    private static final Path WHEEL = Path.of(
            System.getProperty("foreign.models", System.getProperty("user.home") + "/.cache/plumbline-models"),
            "rapidocr_onnxruntime-1.4.4-py3-none-any.whl");
    private static final String MODEL = "rapidocr_onnxruntime/models/ch_ppocr_mobile_v2.0_cls_infer.onnx";

    @TempDir
    Path folder;

    /** Text-angle classifier of PaddleOCR (Apache-2.0): MobileNetV3, 1.9 million multiplications, 224 × 224 colour pictures. */
    @Test
    void a_real_network_that_we_did_not_make_learns_classes_of_our_own() throws IOException {
        assumeTrue(
                Files.exists(WHEEL),
                "No real foreign model. To try one: pip download --no-deps -d ~/.cache/plumbline-models"
                        + " rapidocr-onnxruntime==1.4.4 (Apache-2.0)");
        // Given
        Path onnx = folder.resolve("theirs.onnx");
        try (ZipFile wheel = new ZipFile(WHEEL.toFile());
                InputStream in = wheel.getInputStream(new ZipEntry(MODEL))) {
            Files.copy(in, onnx);
        }
        Path pictures = pictures(224, 60);
        Path out = folder.resolve("out.zip");
        // When
        int status = ImportModel.run(
                arguments(onnx, pictures, out, "x", "224x224", "--mean", "0.5,0.5,0.5", "--sd", "0.5,0.5,0.5"));
        // Then
        assertThat(status).isZero();
        Bundle bundle = Bundles.read(Files.readAllBytes(out));
        assertThat(bundle.definition().labels()).containsExactly("discs", "lines", "squares");
        assertThat(bundle.definition().task()).isEqualTo(new Task.Classification(true));
        assertThat(bundle.definition().output()).isEqualTo("save_infer_model/scale_0.tmp_1");
        System.out.printf(
                "A foreign network: %,d bytes, of %,d; %.3f right of three classes%n",
                bundle.onnx().length,
                Files.size(onnx),
                1 - bundle.definition().validation().errorRate());
        assertThat(bundle.definition().validation().errorRate()).isLessThan(0.2);
        GoldenCheck.Report golden = GoldenCheck.check(bundle);
        assertThat(golden.passed()).as(golden.sentence()).isTrue();
    }

    @Test
    void a_small_network_learns_classes_of_our_own_and_the_same_again() throws IOException {
        // Given
        Path onnx = folder.resolve("theirs.onnx");
        Files.write(onnx, OnnxWriter.write(SmallBundles.network()));
        Path pictures = pictures(16, 20);
        Path first = folder.resolve("first.zip");
        Path second = folder.resolve("second.zip");
        // When
        ImportModel.run(arguments(onnx, pictures, first, "image", "8x8", "--channels", "1"));
        ImportModel.run(arguments(onnx, pictures, second, "image", "8x8", "--channels", "1"));
        // Then
        assertThat(Files.readAllBytes(second)).isEqualTo(Files.readAllBytes(first));
        assertThat(Bundles.read(Files.readAllBytes(first)).definition().labels())
                .hasSize(3);
    }

    @Test
    void a_segmenter_is_taken_as_it_is_and_measured_by_masks_that_people_made() throws IOException {
        // Given
        Path onnx = folder.resolve("theirs.onnx");
        Files.write(onnx, Shapes.teacher("theirs", "1", -0.8f).onnx());
        List<Shapes.Drawn> drawn = Shapes.drawn(1, 6);
        Path pictures = Files.createDirectories(folder.resolve("some"));
        Path masks = Files.createDirectories(folder.resolve("masks"));
        for (int i = 0; i < drawn.size(); i++) {
            Files.write(pictures.resolve(i + ".png"), drawn.get(i).png());
            Files.write(masks.resolve(i + ".png"), drawn.get(i).maskPng());
        }
        Path out = folder.resolve("out.zip");
        // When
        int status = ImportModel.run(segmenter(onnx, pictures, out, "mask", "--masks", masks.toString()));
        // Then
        assertThat(status).isZero();
        Bundle bundle = Bundles.read(Files.readAllBytes(out));
        assertThat(bundle.definition().task()).isEqualTo(new Task.Segmentation(true, 0.5, 2));
        assertThat(bundle.definition().labels()).containsExactly(Shapes.LABEL);
        assertThat(bundle.definition().validation().n()).isEqualTo(6);
        assertThat(bundle.definition().validation().errors()).isZero();
        assertThat(bundle.card()).contains("a mean IoU of ", "on 6 masks");
        assertThat(GoldenCheck.check(bundle).passed()).isTrue();
        // When, then what is missing is named
        assertThat(ImportModel.run(segmenter(onnx, pictures, out, "mask"))).isEqualTo(Commands.MISUSED);
        assertThatThrownBy(() -> ImportModel.run(segmenter(onnx, pictures, out, "alpha", "--masks", masks.toString())))
                .hasMessageContaining("no output 'alpha', but [mask]");
        Files.delete(masks.resolve("3.png"));
        assertThatThrownBy(() -> ImportModel.run(segmenter(onnx, pictures, out, "mask", "--masks", masks.toString())))
                .hasMessageContaining("There is no mask")
                .hasMessageContaining("3.png");
    }

    private static List<String> segmenter(Path onnx, Path pictures, Path out, String output, String... more) {
        String size = Shapes.SIDE + "x" + Shapes.SIDE;
        List<String> all = new ArrayList<>(
                arguments(onnx, pictures, out, "image", size, "--mean", "0.5,0.5,0.5", "--sd", "0.25,0.25,0.25"));
        all.addAll(List.of("--task", "segmentation", "--label", Shapes.LABEL, "--output", output));
        all.addAll(List.of(more));
        return all;
    }

    @Test
    void what_is_missing_or_wrong_is_said() throws IOException {
        // Given
        Path onnx = folder.resolve("theirs.onnx");
        Files.write(onnx, OnnxWriter.write(SmallBundles.network()));
        Path few = pictures(16, 3);
        // When / Then
        assertThat(ImportModel.run(List.of("--onnx", "x"))).isEqualTo(Commands.MISUSED);
        assertThat(ImportModel.run(arguments(onnx, few, onnx, "image", "8"))).isEqualTo(Commands.MISUSED);
        assertThat(ImportModel.run(arguments(onnx, few, onnx, "image", "8x8", "--colours", "GBR")))
                .isEqualTo(Commands.MISUSED);
        assertThatThrownBy(() -> ImportOptions.of(arguments(onnx, few, onnx, "image", "8x8", "--task", "segmantation")))
                .hasMessage("--task is 'segmantation', expected: classification or segmentation.");
        assertThatThrownBy(() -> ImportModel.run(arguments(onnx, few, onnx, "image", "8x8")))
                .hasMessageContaining("'discs' has 3 pictures");
        assertThatThrownBy(() -> ImportModel.run(
                        arguments(onnx, pictures(16, 20), onnx, "image", "8x8", "--channels", "1", "--cut", "nowhere")))
                .hasMessageContaining("no node 'nowhere'");
    }

    private static List<String> arguments(
            Path onnx, Path pictures, Path out, String input, String size, String... more) {
        List<String> all = new ArrayList<>(List.of("--onnx", onnx.toString(), "--pictures", pictures.toString()));
        all.addAll(List.of("--name", "shapes", "--input", input, "--size", size, "--out", out.toString()));
        all.addAll(List.of(more));
        return all;
    }

    /** Discs, lines and squares, of any colour, on any ground. */
    private Path pictures(int side, int each) throws IOException {
        Random random = new Random(3);
        Path all = folder.resolve("pictures" + side + "-" + each);
        for (String shape : List.of("discs", "lines", "squares")) {
            Path of = Files.createDirectories(all.resolve(shape));
            for (int i = 0; i < each; i++) {
                BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
                Graphics2D g = picture.createGraphics();
                g.setColor(new Color(random.nextInt(100), random.nextInt(100), random.nextInt(100)));
                g.fillRect(0, 0, side, side);
                g.setColor(new Color(155 + random.nextInt(100), 155 + random.nextInt(100), random.nextInt(256)));
                int size = side / 3 + random.nextInt(side / 3);
                int x = random.nextInt(side - size);
                int y = random.nextInt(side - size);
                switch (shape) {
                    case "discs" -> g.fillOval(x, y, size, size);
                    case "squares" -> g.fillRect(x, y, size, size);
                    default -> g.drawLine(x, y, x + size, y + size);
                }
                g.dispose();
                ImageIO.write(picture, "png", of.resolve(i + ".png").toFile());
            }
        }
        return all;
    }
}
