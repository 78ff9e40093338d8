package io.plumbline.retrain.djl;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.bundle.onnx.OnnxGraphs;
import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.Predictions;
import io.plumbline.retrain.TrainingPicture.Split;
import io.plumbline.retrain.work.EmbeddingFile;
import io.plumbline.retrain.work.Judged;
import io.plumbline.retrain.work.TrainingListener;
import io.plumbline.retrain.work.TrainingOrder;
import io.plumbline.retrain.work.TrainingResult;
import io.plumbline.retrain.work.WorkFolder;
import io.plumbline.retrain.work.WorkFolder.Listed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastLayerWorkTest {
    private static final List<String> CHAMPION =
            DemoData.garments().definition().labels();

    @TempDir
    Path temp;

    private final LastLayerWork work = new LastLayerWork();
    private final Lines lines = new Lines();

    @Test
    void the_next_training_on_the_same_backbone_computes_only_what_is_new() throws IOException {
        // Given 600 pictures, of which 450 are learnt from
        WorkFolder first = WorkFolders.garments(temp.resolve("first"), 600);
        work.train(first, lines);
        Map<Sha256, float[]> computed = embeddings(first);
        assertThat(computed).hasSize(450);
        // When a hundred are added
        WorkFolder second = WorkFolders.garments(temp.resolve("second"), 700);
        second.know(computed);
        work.train(second, lines);
        // Then
        assertThat(embeddings(second))
                .hasSize(75)
                .doesNotContainKeys(computed.keySet().toArray(Sha256[]::new));
        assertThat(lines.all).contains("450 embeddings are known from earlier trainings, 75 are new.");
        // And the model is the very one that comes of computing all
        WorkFolder all = WorkFolders.garments(temp.resolve("all"), 700);
        work.train(all, lines);
        assertThat(second.output(WorkFolder.MODEL).orElseThrow())
                .isEqualTo(all.output(WorkFolder.MODEL).orElseThrow());
    }

    @Test
    void what_is_set_aside_is_so_by_device() throws IOException {
        // Given garments of ten phones, of which each took ten or twenty to learn from
        WorkFolder folder = WorkFolders.takenBy(10, WorkFolders.garments(temp.resolve("phones"), 200));
        // When
        work.train(folder, lines);
        // Then
        TrainingResult result =
                TrainingResult.of(folder.output(WorkFolder.RESULT).orElseThrow());
        assertThat(result.validated()).isIn(30, 40);
        assertThat(result.trained()).isEqualTo(150 - result.validated());
        // And which phones these were is told to nobody
        assertThat(Files.readString(temp.resolve("phones").resolve("pictures.csv")))
                .doesNotContain("/devices/");
    }

    @Test
    void a_class_is_learnt_that_the_champion_does_not_know_and_one_is_left_out() throws IOException {
        // Given garments without boots, and negatives of pictures as a class of their own
        List<String> labels = new ArrayList<>(CHAMPION);
        labels.remove("boot");
        labels.add("negative");
        WorkFolder folder = negatives(labels);
        // When
        work.train(folder, lines);
        work.judge(folder, lines);
        // Then
        Judged judged = Judged.of(folder.output(WorkFolder.JUDGED).orElseThrow());
        byte[] onnx = folder.output(WorkFolder.MODEL).orElseThrow();
        assertThat(OnnxGraphs.head(onnx).classes()).isEqualTo(10);
        assertThat(judged.champion()[0]).hasSize(10);
        Predictions fresh = Predictions.of(judged.challenger());
        int negative = labels.indexOf("negative");
        int[] added = IntStream.range(0, judged.truth().length)
                .filter(i -> judged.truth()[i] == negative)
                .toArray();
        int[] common = IntStream.range(0, judged.truth().length)
                .filter(i -> judged.truth()[i] != negative)
                .toArray();
        assertThat(accuracy(fresh, judged, added)).as("of the new class").isGreaterThan(0.9);
        assertThat(accuracy(fresh, judged, common)).as("of the others").isGreaterThan(0.85);
        // And the champion counts its own classes
        int[] said = Predictions.of(judged.champion()).pick(common).label();
        long right = IntStream.range(0, common.length)
                .filter(i -> CHAMPION.get(said[i]).equals(labels.get(judged.truth()[common[i]])))
                .count();
        assertThat((double) right / common.length).as("of the champion").isGreaterThan(0.85);
        TrainingResult result =
                TrainingResult.of(folder.output(WorkFolder.RESULT).orElseThrow());
        assertThat(result.abstainThreshold()).isBetween(0.0, 0.9);
    }

    private WorkFolder negatives(List<String> labels) throws IOException {
        WorkFolder folder = WorkFolder.at(Files.createDirectories(temp.resolve("negatives")));
        folder.prepare(TrainingOrder.of("last-layer", "FP32", 1, labels, 0.1), DemoData.bytes("garments-1.zip"));
        IdxPictures all = DemoData.reference();
        float[][] inputs = all.inputs();
        List<Listed> list = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            boolean turned = i % 6 == 0;
            float[] picture = inputs[i];
            for (int p = 0; turned && p < picture.length; p++) {
                picture[p] = 1 - picture[p];
            }
            byte[] png = WorkFolders.png(picture, all.width());
            String split = (i % 4 == 1 || i % 12 == 0 ? Split.TEST : Split.TRAIN).name();
            list.add(new Listed(Sha256.of(png), split, 1, "", turned ? "negative" : CHAMPION.get(all.labels()[i])));
            folder.add(Sha256.of(png), png);
        }
        folder.list(list);
        return folder;
    }

    private static double accuracy(Predictions said, Judged judged, int[] at) {
        return said.pick(at)
                .accuracy(IntStream.of(at).map(i -> judged.truth()[i]).toArray());
    }

    private static Map<Sha256, float[]> embeddings(WorkFolder folder) throws IOException {
        return EmbeddingFile.of(folder.output(WorkFolder.EMBEDDINGS).orElseThrow());
    }

    /** Keeps what is logged; checkpoints are not kept. */
    private static final class Lines implements TrainingListener {
        private final List<String> all = new ArrayList<>();

        @Override
        public void progress(double fraction, String message) {}

        @Override
        public void log(String line) {
            all.add(line);
        }

        @Override
        public void point(int step, Map<String, Double> values) {}

        @Override
        public void checkpoint(String name, byte[] content) {}
    }
}
