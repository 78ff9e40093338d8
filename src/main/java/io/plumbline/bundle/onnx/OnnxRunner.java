package io.plumbline.bundle.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.plumbline.kernel.Rejection;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * Runs an ONNX graph of one input with ONNX Runtime alone, on one thread, in batches; a graph whose batch is fixed is run in
 * batches of its own size.
 *
 * <p>Safe for use by several threads at once; to be closed once.
 */
public final class OnnxRunner implements AutoCloseable {
    private static final int MOST_BATCH = 128;
    private static final int MOST_VALUES = 4_000_000;

    private final OrtSession session;
    private final Port input;
    private final String output;
    private final int batch;
    private final boolean fixed;

    /**
     * What a graph gave for some inputs.
     *
     * @param shape of the output for one input, without the batch
     * @param rows one for each input, flat; owned by whoever asked
     */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: results are never compared nor used as keys.
    public record Result(long[] shape, float[][] rows) {}

    /**
     * @param onnx the graph
     * @param input what the graph takes
     * @param outputName which output to read, floats with the batch first
     * @throws Rejection REFUSED, {@code onnx-unloadable}, if ONNX Runtime does not accept the graph
     */
    public OnnxRunner(byte[] onnx, Port input, String outputName) {
        this.input = input;
        this.output = outputName;
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
        int fixedBatch = fixedBatch();
        this.fixed = fixedBatch > 0;
        this.batch = fixed ? fixedBatch : Math.max(1, Math.min(MOST_BATCH, MOST_VALUES / input.size()));
    }

    /** Runs the frozen part of a classifier: its output is the embedding that the last layer reads. */
    public static OnnxRunner ofBackbone(byte[] onnx, Port input) {
        OnnxGraphs.Backbone backbone = OnnxGraphs.backbone(onnx);
        return new OnnxRunner(backbone.onnx(), input, backbone.output());
    }

    private int fixedBatch() {
        try {
            NodeInfo info = session.getInputInfo().get(input.name());
            long[] shape =
                    info != null && info.getInfo() instanceof TensorInfo tensor ? tensor.getShape() : new long[0];
            return shape.length > 0 && shape[0] > 0 ? Math.toIntExact(Math.min(shape[0], Integer.MAX_VALUE)) : 0;
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    /**
     * The graph's output for each input.
     *
     * @param inputs each flat, as long as the input port
     * @return one row for each input, all of one length
     * @throws IllegalArgumentException if an input has the wrong length
     * @throws Rejection REFUSED, {@code onnx-run-failed}, if the graph does not run or its output is not floats with the
     *     batch first
     */
    public float[][] run(float[][] inputs) {
        return results(inputs).rows();
    }

    /** The same with the shape of the output; empty without inputs. */
    public Result results(float[][] inputs) {
        float[][] rows = new float[inputs.length][];
        long[] shape = new long[0];
        int most = fixed ? batch : Math.min(batch, inputs.length);
        FloatBuffer buffer = ByteBuffer.allocateDirect(
                        Math.multiplyExact(Math.multiplyExact(Math.max(1, most), input.size()), Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        for (int from = 0; from < inputs.length; from += batch) {
            int n = Math.min(batch, inputs.length - from);
            buffer.clear();
            for (int i = 0; i < n; i++) {
                float[] each = inputs[from + i];
                if (each.length != input.size()) {
                    throw new IllegalArgumentException(
                            "Input " + (from + i) + " has " + each.length + " values, the model takes " + input.size());
                }
                buffer.put(each);
            }
            // What a fixed batch has room for beyond the inputs is run too, whatever it holds, and not looked at.
            buffer.position(0).limit((fixed ? batch : n) * input.size());
            shape = batch(buffer, n, rows, from);
        }
        return new Result(shape, rows);
    }

    private long[] batch(FloatBuffer buffer, int n, float[][] rows, int from) {
        long[] shape = input.batch(fixed ? batch : n);
        try (OnnxTensor tensor = OnnxTensor.createTensor(DjlSettings.runtime(), buffer, shape);
                OrtSession.Result result = session.run(Map.of(input.name(), tensor), Set.of(output))) {
            long[] given = result.get(0).getInfo() instanceof TensorInfo info ? info.getShape() : new long[0];
            boolean floats = result.get(0) instanceof OnnxTensor out && out.getFloatBuffer() != null;
            if (!floats || given.length < 2 || given[0] != shape[0]) {
                throw new Rejection(
                        Rejection.Kind.REFUSED,
                        "onnx-run-failed",
                        "Output '" + output + "' is not floats with one row for each picture, but "
                                + Arrays.toString(given));
            }
            FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
            int each = values.remaining() / (int) given[0];
            for (int i = 0; i < n; i++) {
                rows[from + i] = new float[each];
                values.get(rows[from + i]);
            }
            return Arrays.copyOfRange(given, 1, given.length);
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    private static Rejection failed(OrtException e) {
        return new Rejection(
                Rejection.Kind.REFUSED, "onnx-run-failed", "ONNX Runtime cannot run the graph: " + e.getMessage(), e);
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
