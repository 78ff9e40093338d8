package io.plumbline.retrain.ask;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.bundle.Network;
import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.TrainingPicture.Split;
import io.plumbline.retrain.ask.AskedFolder.Who;
import io.plumbline.retrain.djl.DemoData;
import io.plumbline.retrain.djl.IdxPictures;
import io.plumbline.retrain.djl.WorkFolders;
import io.plumbline.retrain.djl.mask.Shapes;
import io.plumbline.retrain.djl.mask.Shapes.Drawn;
import io.plumbline.retrain.mask.MaskAnswers;
import io.plumbline.retrain.work.HeardTraining;
import io.plumbline.retrain.work.TrainingChild.Step;
import io.plumbline.retrain.work.WorkFolder;
import io.plumbline.retrain.work.WorkFolder.Listed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What networks say that are there already is asked in a process of its own, which may end as it likes. */
class AskingTest {
    @TempDir
    Path temp;

    private final HeardTraining heard = new HeardTraining(none -> {});
    private final Map<Sha256, byte[]> bytes = new HashMap<>();
    private final List<Listed> list = new ArrayList<>();
    private WorkFolder folder = WorkFolder.at(Path.of("."));
    private AskedFolder asked = new AskedFolder(folder);

    @BeforeEach
    void folder() {
        folder = WorkFolder.at(temp);
        asked = new AskedFolder(folder);
    }

    @Test
    void classes_are_said_in_a_child_as_they_are_here() throws IOException, InterruptedException {
        // Given
        Network garments = DemoData.garments().network();
        asked.network(Who.CHAMPION, garments);
        asked.network(Who.CHALLENGER, garments);
        IdxPictures all = DemoData.reference();
        for (int i = 0; i < 40; i++) {
            String label = garments.definition().labels().get(all.labels()[i]);
            list.add(new Listed(add(WorkFolders.png(all, i)), Split.TEST.name(), 1, "", label));
        }
        folder.list(list);
        // When
        HeardTraining.child("1G").run(folder, List.of(Step.ASK), heard);
        // Then
        assertThat(asked.answers())
                .hasSize(40)
                .isEqualTo(ClassAnswers.of(
                        garments, garments, list, image -> Optional.ofNullable(bytes.get(image)), done -> {}));
        assertThat(asked.answers())
                .filteredOn(each -> each.challenger().right())
                .hasSizeGreaterThan(30);
        assertThat(heard.fractions).endsWith(1.0);
    }

    @Test
    void masks_are_drawn_in_a_child_as_they_are_here_also_without_a_champion()
            throws IOException, InterruptedException {
        // Given
        Network segmenter = Shapes.teacher("large", "1", -0.8f).network();
        asked.network(Who.CHALLENGER, segmenter);
        List<MaskAnswers.Drawn> drawn = new ArrayList<>();
        for (Drawn shape : Shapes.drawn(3, 5)) {
            MaskAnswers.Drawn each = new MaskAnswers.Drawn(add(shape.png()), add(shape.maskPng()));
            list.add(new Listed(
                    each.image(), Split.TEST.name(), 1, "", each.mask().hex()));
            drawn.add(each);
        }
        folder.list(list);
        // When
        HeardTraining.child("1G").run(folder, List.of(Step.ASK), heard);
        // Then
        assertThat(asked.answers())
                .hasSize(5)
                .isEqualTo(MaskAnswers.of(
                        Optional.empty(),
                        segmenter,
                        drawn,
                        image -> Optional.ofNullable(bytes.get(image)),
                        done -> {}));
    }

    private Sha256 add(byte[] png) throws IOException {
        Sha256 image = Sha256.of(png);
        bytes.put(image, png);
        folder.add(image, png);
        return image;
    }
}
