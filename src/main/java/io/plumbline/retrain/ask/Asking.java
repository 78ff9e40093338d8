package io.plumbline.retrain.ask;

import io.plumbline.bundle.Golden;
import io.plumbline.bundle.Network;
import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.ask.AskedFolder.Who;
import io.plumbline.retrain.gate.JudgedPicture;
import io.plumbline.retrain.work.TrainingChild;
import io.plumbline.retrain.work.TrainingChild.Step;
import io.plumbline.retrain.work.TrainingConfig;
import io.plumbline.retrain.work.TrainingFailed;
import io.plumbline.retrain.work.TrainingListener;
import io.plumbline.retrain.work.WorkFolder;
import io.plumbline.retrain.work.WorkFolder.Listed;
import io.plumbline.store.Blob;
import io.plumbline.store.Blobs;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks networks about pictures, in a child process with the memory of a training: nobody knows what an uploaded network does with
 * a picture that it was not tried with.
 */
@ApplicationScoped
public class Asking {
    private final Blobs blobs;
    private final TrainingConfig config;
    private final TrainingChild child;

    Asking(Blobs blobs, TrainingConfig config) {
        this.blobs = blobs;
        this.config = config;
        this.child = new TrainingChild(config);
    }

    /**
     * What was said, and made.
     *
     * @param golden what the challenger gives for the pictures of its golden cases
     */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: never compared nor used as a key.
    public record Made(List<JudgedPicture> answers, float[][] golden) {}

    /**
     * What both say. A picture that is gone or cannot be read, or whose mask is, is left out.
     *
     * @param champion empty where nothing is live, of segmenters alone: it then says nothing, and scores 0
     * @param test pictures, each with its class; for a segmenter with the address of its mask
     * @param listener hears from 0 to 1 how far it is; what it throws ends the child and is thrown
     * @throws io.plumbline.kernel.Rejection REFUSED, {@code training-too-large}, {@code training-refused}
     * @throws io.plumbline.retrain.work.TrainingFailed if the child broke
     */
    public List<JudgedPicture> answers(
            Optional<Network> champion, Network challenger, List<Listed> test, TrainingListener listener)
            throws IOException, InterruptedException {
        try (WorkFolder folder = WorkFolder.create(config.work())) {
            write(folder, champion, challenger, test);
            child.run(folder, List.of(Step.ASK), listener);
            return new AskedFolder(folder).answers();
        }
    }

    /** The same of a network that is no bundle yet, with what it needs to become one. */
    public Made made(Optional<Network> champion, Network challenger, List<Listed> test, TrainingListener listener)
            throws IOException, InterruptedException {
        try (WorkFolder folder = WorkFolder.create(config.work())) {
            write(folder, champion, challenger, test);
            child.run(folder, List.of(Step.ASK, Step.GOLDEN), listener);
            byte[] golden = folder.output(WorkFolder.GOLDEN)
                    .orElseThrow(() -> new TrainingFailed("The judging left no " + WorkFolder.GOLDEN + "."));
            return new Made(
                    new AskedFolder(folder).answers(),
                    Golden.fromBytes(
                            WorkFolder.GOLDEN,
                            golden,
                            challenger.definition().outputPort().size()));
        }
    }

    private void write(WorkFolder folder, Optional<Network> champion, Network challenger, List<Listed> test)
            throws IOException {
        AskedFolder asked = new AskedFolder(folder);
        asked.network(Who.CHALLENGER, challenger);
        if (champion.isPresent()) {
            asked.network(Who.CHAMPION, champion.get());
        }
        List<Listed> there = new ArrayList<>();
        for (Listed each : test) {
            if (add(folder, each.image()) && (!challenger.isSegmenter() || add(folder, new Sha256(each.label())))) {
                there.add(each);
            }
        }
        folder.list(there);
    }

    private boolean add(WorkFolder folder, Sha256 image) throws IOException {
        Optional<byte[]> bytes = blobs.get(image).map(Blob::bytes);
        if (bytes.isPresent()) {
            folder.add(image, bytes.get());
        }
        return bytes.isPresent();
    }
}
