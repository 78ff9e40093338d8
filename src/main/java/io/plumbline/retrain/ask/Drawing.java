package io.plumbline.retrain.ask;

import io.plumbline.bundle.Network;
import io.plumbline.kernel.Rejection;
import io.plumbline.retrain.work.RunningChild;
import io.plumbline.retrain.work.TrainingChild;
import io.plumbline.retrain.work.TrainingChild.Step;
import io.plumbline.retrain.work.TrainingConfig;
import io.plumbline.retrain.work.TrainingFailed;
import io.plumbline.retrain.work.TrainingListener;
import io.plumbline.retrain.work.WorkFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A segmenter in a child process, which draws one mask after another until it is closed. Of use to one thread at a time. */
public final class Drawing implements AutoCloseable {
    private final WorkFolder folder;
    private final RunningChild child;

    /**
     * Begins to load it.
     *
     * @param config memory and threads of its process
     */
    public Drawing(TrainingConfig config, Network segmenter) throws IOException {
        this.folder = WorkFolder.create(config.work());
        new AskedFolder(folder).network(AskedFolder.Who.CHALLENGER, segmenter);
        this.child = new TrainingChild(config).start(folder, List.of(Step.DRAW));
    }

    /**
     * The mask of a picture as a grey PNG of its size: white where the segmenter sees its subject, at its threshold, else black.
     *
     * @param picture PNG or JPEG
     * @throws IllegalArgumentException if what it gives is no mask
     * @throws Rejection REFUSED, {@code training-too-large}; it then draws no more
     * @throws TrainingFailed if the child broke; it then draws no more
     */
    public byte[] png(byte[] picture) throws IOException, InterruptedException {
        List<String> said = new ArrayList<>();
        folder.give(AskedFolder.PICTURE, picture);
        child.say(AskedFolder.PICTURE);
        boolean answered = child.hear(
                TrainingListener.of((message, fraction) -> {}, said::add, (step, values) -> {}, (name, content) -> {}),
                () -> !said.isEmpty());
        if (answered && !said.get(0).equals(AskedFolder.MASK)) {
            throw new IllegalArgumentException(said.get(0));
        }
        return folder.output(AskedFolder.MASK)
                .filter(mask -> answered)
                .orElseThrow(() -> new TrainingFailed("The drawing of masks left none."));
    }

    /** Whether its process is under way. */
    public boolean isAlive() {
        return child.isAlive();
    }

    @Override
    public void close() {
        child.close();
        folder.close();
    }
}
