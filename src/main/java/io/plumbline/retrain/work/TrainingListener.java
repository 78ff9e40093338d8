package io.plumbline.retrain.work;

import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ObjDoubleConsumer;

/** Hears how a training goes on. What it throws ends the training. */
public interface TrainingListener {
    /**
     * Says how far it is.
     *
     * @param fraction 0 to 1
     * @param message what is being done, for people
     */
    void progress(double fraction, String message);

    /** Says a line for the log. */
    void log(String line);

    /**
     * Says a point of the training's curves.
     *
     * @param step an epoch, from 0
     * @param values by the name of the curve; those that are not finite mean nothing
     */
    void point(int step, Map<String, Double> values);

    /** Hands over a part of what the training could go on from; one of the same name replaces it. */
    void checkpoint(String name, byte[] content);

    /** Hands on what is said, each kind to one of these. */
    static TrainingListener of(
            ObjDoubleConsumer<String> progress,
            Consumer<String> log,
            BiConsumer<Integer, Map<String, Double>> point,
            BiConsumer<String, byte[]> checkpoint) {
        return new TrainingListener() {
            @Override
            public void progress(double fraction, String message) {
                progress.accept(message, fraction);
            }

            @Override
            public void log(String line) {
                log.accept(line);
            }

            @Override
            public void point(int step, Map<String, Double> values) {
                point.accept(step, values);
            }

            @Override
            public void checkpoint(String name, byte[] content) {
                checkpoint.accept(name, content);
            }
        };
    }
}
