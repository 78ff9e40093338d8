package io.plumbline.demo;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.plumbline.client.model.Classification;
import io.plumbline.client.model.ModelBundle;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs one bundle's model with ONNX Runtime, on one thread. For one thread at a time. */
final class Classifier implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final ModelBundle bundle;
    private final boolean batches;

    /** @throws OrtException if the model cannot be loaded */
    Classifier(ModelBundle bundle) throws OrtException {
        this.bundle = bundle;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            this.session = environment.createSession(bundle.onnx(), options);
        }
        NodeInfo input = session.getInputInfo().get(bundle.input());
        this.batches = input != null && input.getInfo() instanceof TensorInfo tensor && tensor.getShape()[0] < 0;
    }

    /**
     * One result for each photo, in order.
     *
     * @param photos grey, 0 to 255, of the model's size
     */
    List<Classification> run(List<int[]> photos) throws OrtException {
        List<Classification> results = new ArrayList<>(photos.size());
        int step = batches ? photos.size() : 1;
        for (int from = 0; from < photos.size(); from += step) {
            runBatch(photos.subList(from, from + step), results);
        }
        return results;
    }

    private void runBatch(List<int[]> photos, List<Classification> results) throws OrtException {
        int features = bundle.preprocessor().channels()
                * bundle.preprocessor().height()
                * bundle.preprocessor().width();
        FloatBuffer input = FloatBuffer.allocate(photos.size() * features);
        for (int[] photo : photos) {
            input.put(bundle.preprocessor().grey(photo));
        }
        input.flip();
        long[] shape = {
            photos.size(),
            bundle.preprocessor().channels(),
            bundle.preprocessor().height(),
            bundle.preprocessor().width()
        };
        try (OnnxTensor tensor = OnnxTensor.createTensor(environment, input, shape);
                OrtSession.Result result = session.run(Map.of(bundle.input(), tensor))) {
            float[][] logits = (float[][]) result.get(bundle.output())
                    .orElseThrow(() -> new IllegalStateException("No output " + bundle.output()))
                    .getValue();
            for (float[] row : logits) {
                results.add(bundle.postprocessor().classify(row));
            }
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
