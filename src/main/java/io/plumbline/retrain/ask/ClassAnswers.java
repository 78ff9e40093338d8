package io.plumbline.retrain.ask;

import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.Network;
import io.plumbline.bundle.Pixels;
import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.gate.JudgedPicture;
import io.plumbline.retrain.gate.JudgedPicture.Answer;
import io.plumbline.retrain.work.WorkFolder.Listed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntConsumer;

/** What classifiers say about pictures whose class is known. */
public final class ClassAnswers {
    private static final int BATCH = 128;

    private ClassAnswers() {}

    /**
     * What both say, each as it reads pictures itself. Classes are compared by name: two models may list them in another
     * order. A picture that cannot be read is left out.
     *
     * @param test pictures, each with its class
     * @param bytes of a picture, by its address
     * @param progress hears how many pictures are done, and may end it
     */
    public static List<JudgedPicture> of(
            Network champion,
            Network challenger,
            List<Listed> test,
            Function<Sha256, Optional<byte[]>> bytes,
            IntConsumer progress) {
        List<JudgedPicture> pictures = new ArrayList<>(test.size());
        try (OnnxRunner old = champion.runner();
                OnnxRunner fresh = challenger.runner()) {
            int batch = Math.min(
                    champion.definition().input().atOnce(BATCH),
                    challenger.definition().input().atOnce(BATCH));
            for (int from = 0; from < test.size(); from += batch) {
                List<Listed> readable = new ArrayList<>();
                List<float[]> oldInputs = new ArrayList<>();
                List<float[]> inputs = new ArrayList<>();
                for (Listed picture : test.subList(from, Math.min(from + batch, test.size()))) {
                    Optional<byte[]> content = bytes.apply(picture.image());
                    Optional<float[]> before = content.flatMap(
                            b -> Pixels.ifReadable(b, champion.definition().input()));
                    Optional<float[]> now = before.isEmpty()
                            ? before
                            : content.flatMap(b ->
                                    Pixels.ifReadable(b, challenger.definition().input()));
                    if (now.isPresent()) {
                        readable.add(picture);
                        oldInputs.add(before.get());
                        inputs.add(now.get());
                    }
                }
                float[][] said = old.run(oldInputs.toArray(float[][]::new));
                float[][] says = fresh.run(inputs.toArray(float[][]::new));
                for (int i = 0; i < readable.size(); i++) {
                    String truth = readable.get(i).label();
                    pictures.add(JudgedPicture.of(
                            readable.get(i).image(),
                            truth,
                            answer(said[i], champion.definition(), truth),
                            answer(says[i], challenger.definition(), truth)));
                }
                progress.accept(Math.min(from + batch, test.size()));
            }
        }
        return pictures;
    }

    private static Answer answer(float[] output, ModelDefinition model, String truth) {
        try {
            io.plumbline.bundle.Answer answer = io.plumbline.bundle.Answer.of(output, model);
            return Answer.ofClass(answer.label(), answer.confidence(), truth);
        } catch (IllegalArgumentException e) {
            // What is no answer is wrong.
            return new Answer("no class: " + e.getMessage(), 0, 0);
        }
    }
}
