package io.plumbline.bundle;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.plumbline.kernel.Rejection;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;

/**
 * Runs an ONNX graph of one input and one output with ONNX Runtime alone, on one thread, in batches.
 *
 * <p>Safe for use by several threads at once; to be closed once.
 */
public final class OnnxRunner implements AutoCloseable {
    private static final int LARGEST_BATCH = 128;
    private static final int MOST_VALUES = 4_000_000;

    private final OrtSession session;
    private final String input;
    private final String output;
    private final long[] shape;
    private final int size;
    private final int batch;

    /**
     * @param onnx the graph; its input is (N, channels, height, width)
     * @param input what the graph takes
     * @param outputName which output to read, shape (N, …)
     * @throws Rejection REFUSED, {@code onnx-unloadable}, if ONNX Runtime does not accept the graph
     */
    public OnnxRunner(byte[] onnx, ModelDefinition.Input input, String outputName) {
        this.input = input.name();
        this.output = outputName;
        this.shape = new long[] {0, input.channels(), input.height(), input.width()};
        this.size = input.size();
        this.batch = Math.max(1, Math.min(LARGEST_BATCH, MOST_VALUES / size));
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            this.session = DjlSettings.runtime().createSession(onnx, options);
        } catch (OrtException e) {
            throw new Rejection(
                    Rejection.Kind.REFUSED, "onnx-unloadable", "ONNX Runtime refuses model.onnx: " + e.getMessage(), e);
        }
        if (!session.getInputNames().equals(Set.of(input.name()))
                || !session.getOutputNames().contains(outputName)) {
            String names = session.getInputNames() + " -> " + session.getOutputNames();
            close();
            throw new Rejection(
                    Rejection.Kind.REFUSED,
                    "onnx-unloadable",
                    "The graph has " + names + ", expected " + input.name() + " -> " + outputName);
        }
    }

    /** A runner of a whole bundle. */
    public static OnnxRunner of(Bundle bundle) {
        ModelDefinition definition = bundle.definition();
        return new OnnxRunner(bundle.onnx(), definition.input(), definition.output());
    }

    /** A runner of a bundle's frozen part: its output is the embedding that the last layer reads. */
    public static OnnxRunner ofBackbone(Bundle bundle) {
        OnnxGraphs.Backbone backbone = OnnxGraphs.backbone(bundle.onnx());
        return new OnnxRunner(backbone.onnx(), bundle.definition().input(), backbone.output());
    }

    /**
     * The graph's output for each input.
     *
     * @param inputs normalised pictures in NCHW order, each channels × height × width long
     * @return shape (inputs, k); an output of more dimensions is laid out row by row
     * @throws IllegalArgumentException if an input has the wrong length
     * @throws Rejection REFUSED, {@code onnx-run-failed}, if the graph does not run or its output is not floats with a row for each input
     */
    public float[][] run(float[][] inputs) {
        float[][] results = new float[inputs.length][];
        int most = Math.min(batch, inputs.length);
        FloatBuffer buffer = ByteBuffer.allocateDirect(Math.multiplyExact(most * size, Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        for (int from = 0; from < inputs.length; from += batch) {
            int n = Math.min(batch, inputs.length - from);
            buffer.clear();
            for (int i = 0; i < n; i++) {
                float[] each = inputs[from + i];
                if (each.length != size) {
                    throw new IllegalArgumentException(
                            "Input " + (from + i) + " has " + each.length + " values, the model takes " + size);
                }
                buffer.put(each);
            }
            buffer.flip();
            batch(buffer, n, results, from);
        }
        return results;
    }

    private void batch(FloatBuffer buffer, int n, float[][] results, int from) {
        long[] batchShape = shape.clone();
        batchShape[0] = n;
        try (OnnxTensor tensor = OnnxTensor.createTensor(DjlSettings.runtime(), buffer, batchShape);
                OrtSession.Result result = session.run(Map.of(input, tensor), Set.of(output))) {
            if (!(result.get(0) instanceof OnnxTensor floats)
                    || floats.getInfo().type != OnnxJavaType.FLOAT
                    || floats.getInfo().getShape().length < 2
                    || floats.getInfo().getShape()[0] != n) {
                throw failed("Output '" + output + "' is not a float tensor with one row for each picture");
            }
            FloatBuffer values = floats.getFloatBuffer();
            int row = values.remaining() / n;
            for (int i = 0; i < n; i++) {
                results[from + i] = new float[row];
                values.get(results[from + i]);
            }
        } catch (OrtException e) {
            throw new Rejection(
                    Rejection.Kind.REFUSED,
                    "onnx-run-failed",
                    "ONNX Runtime cannot run the graph: " + e.getMessage(),
                    e);
        }
    }

    private static Rejection failed(String detail) {
        return new Rejection(Rejection.Kind.REFUSED, "onnx-run-failed", detail);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime could not close a session", e);
        }
    }
}
