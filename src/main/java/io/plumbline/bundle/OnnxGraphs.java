package io.plumbline.bundle;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.plumbline.kernel.Rejection;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Takes the last linear layer of a classifier's ONNX graph off, reads it and puts another in its place. */
public final class OnnxGraphs {
    private OnnxGraphs() {}

    /**
     * A classifier without its head.
     *
     * @param onnx a graph of the same input whose one output is the head's input
     * @param output name of that output, float (N, features)
     * @param features its width
     */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: backbones are never compared nor used as keys.
    public record Backbone(byte[] onnx, String output, int features) {}

    /** The linear node that gives the graph's output, and what it reads. */
    private record Linear(int node, String features, String weight, boolean rowsAreClasses, int bias, String biasName) {}

    /**
     * Cuts a graph before its last Gemm or MatMul.
     *
     * @throws Rejection REFUSED, {@code onnx-no-linear-head}, if the graph does not end with a linear layer
     */
    public static Backbone backbone(byte[] onnx) {
        ModelProto model = OnnxCheck.parse(onnx);
        GraphProto graph = model.getGraph();
        Linear linear = linear(graph);
        Set<String> needed = needed(graph, linear.features());
        GraphProto.Builder cut = graph.toBuilder().clearNode().clearInitializer().clearOutput().clearValueInfo();
        cut.clearInput();
        graph.getNodeList().stream()
                .filter(n -> n.getOutputList().stream().anyMatch(needed::contains))
                .forEach(cut::addNode);
        graph.getInitializerList().stream()
                .filter(t -> needed.contains(t.getName()))
                .forEach(cut::addInitializer);
        graph.getInputList().stream()
                .filter(v -> needed.contains(v.getName()))
                .forEach(cut::addInput);
        int features = head(graph, linear).features();
        cut.addOutput(OnnxWriter.value(linear.features(), features));
        byte[] bytes = model.toBuilder().setGraph(cut).build().toByteArray();
        return new Backbone(bytes, linear.features(), features);
    }

    /**
     * The last linear layer as it is.
     *
     * @throws Rejection REFUSED, {@code onnx-no-linear-head}
     */
    public static Head head(byte[] onnx) {
        GraphProto graph = OnnxCheck.parse(onnx).getGraph();
        return head(graph, linear(graph));
    }

    /**
     * Puts a new head in place; all other nodes and weights stay as they are, byte for byte.
     *
     * @param onnx a graph that ends with a linear layer
     * @param head takes as many features; the number of classes may differ
     * @throws Rejection REFUSED, {@code onnx-no-linear-head}
     * @throws IllegalArgumentException if the head takes another number of features
     */
    public static byte[] withHead(byte[] onnx, Head head) {
        ModelProto model = OnnxCheck.parse(onnx);
        GraphProto.Builder graph = model.getGraph().toBuilder();
        Linear linear = linear(model.getGraph());
        Head old = head(model.getGraph(), linear);
        if (old.features() != head.features()) {
            throw new IllegalArgumentException(
                    "The graph gives " + old.features() + " features, the new head takes " + head.features());
        }
        float[] weight = OnnxWriter.flat(linear.rowsAreClasses() ? head.weight() : transposed(head.weight()));
        long[] shape = linear.rowsAreClasses()
                ? new long[] {head.classes(), head.features()}
                : new long[] {head.features(), head.classes()};
        put(graph, linear.node(), 1, linear.weight(), weight, shape);
        int biasInput = graph.getNode(linear.bias()).getInput(0).equals(linear.biasName()) ? 0
                : graph.getNode(linear.bias()).getInputList().lastIndexOf(linear.biasName());
        put(graph, linear.bias(), biasInput, linear.biasName(), head.bias(), head.classes());
        NodeProto node = graph.getNode(linear.node());
        graph.setNode(linear.node(), plain(node));
        ValueInfoProto output = OnnxWriter.value(graph.getOutput(0).getName(), head.classes());
        graph.setOutput(0, output).clearValueInfo();
        return model.toBuilder().setGraph(graph).build().toByteArray();
    }

    /** Replaces a constant where its only user reads it, or gives that user a constant of its own. */
    private static void put(
            GraphProto.Builder graph, int user, int input, String name, float[] values, long... shape) {
        long users = graph.getNodeList().stream()
                .flatMap(n -> n.getInputList().stream())
                .filter(name::equals)
                .count();
        if (users > 1) {
            String own = name + ".head";
            graph.addInitializer(OnnxWriter.tensor(own, values, shape));
            graph.setNode(user, graph.getNode(user).toBuilder().setInput(input, own));
            return;
        }
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            if (graph.getInitializer(i).getName().equals(name)) {
                graph.setInitializer(i, OnnxWriter.tensor(name, values, shape));
            }
        }
    }

    /** A Gemm whose factors are 1, for they are in the new weights. */
    private static NodeProto plain(NodeProto node) {
        NodeProto.Builder plain = node.toBuilder().clearAttribute();
        node.getAttributeList().stream()
                .filter(a -> !a.getName().equals("alpha") && !a.getName().equals("beta"))
                .forEach(plain::addAttribute);
        return plain.build();
    }

    private static Linear linear(GraphProto graph) {
        if (graph.getOutputCount() != 1) {
            throw none("it has " + graph.getOutputCount() + " outputs");
        }
        int last = producer(graph, graph.getOutput(0).getName());
        NodeProto node = graph.getNode(last);
        if (node.getOpType().equals("Gemm") && node.getInputCount() == 3) {
            if (number(node, "transA") != 0) {
                throw none("its Gemm transposes the features");
            }
            boolean rows = number(node, "transB") != 0;
            return new Linear(last, node.getInput(0), node.getInput(1), rows, last, node.getInput(2));
        }
        if (node.getOpType().equals("Add") && node.getInputCount() == 2) {
            int constant = tensor(graph, node.getInput(0)).isPresent() ? 0 : 1;
            int product = producer(graph, node.getInput(1 - constant));
            NodeProto matMul = graph.getNode(product);
            if (matMul.getOpType().equals("MatMul") && matMul.getInputCount() == 2) {
                String bias = node.getInput(constant);
                return new Linear(product, matMul.getInput(0), matMul.getInput(1), false, last, bias);
            }
        }
        throw none("its output comes from '" + node.getOpType() + "'");
    }

    private static Head head(GraphProto graph, Linear linear) {
        TensorProto weight = tensor(graph, linear.weight()).orElseThrow(() -> none("its weights are not constant"));
        TensorProto bias = tensor(graph, linear.biasName()).orElseThrow(() -> none("its bias is not constant"));
        float[] w = floats(weight);
        float[] b = floats(bias);
        if (weight.getDimsCount() != 2 || w.length == 0 || w.length != weight.getDims(0) * weight.getDims(1)) {
            throw none("its weights have the shape " + weight.getDimsList());
        }
        int rows = (int) weight.getDims(0);
        float[][] matrix = new float[rows][w.length / rows];
        for (int r = 0; r < rows; r++) {
            System.arraycopy(w, r * matrix[r].length, matrix[r], 0, matrix[r].length);
        }
        float[][] byClass = linear.rowsAreClasses() ? matrix : transposed(matrix);
        if (b.length != byClass.length) {
            throw none("it has " + byClass.length + " rows but " + b.length + " biases");
        }
        NodeProto node = graph.getNode(linear.node());
        scale(byClass, factor(node, "alpha"));
        scale(new float[][] {b}, factor(node, "beta"));
        try {
            return new Head(byClass, b);
        } catch (IllegalArgumentException e) {
            throw none(String.valueOf(e.getMessage()));
        }
    }

    private static void scale(float[][] rows, float factor) {
        for (float[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                row[i] *= factor;
            }
        }
    }

    private static float factor(NodeProto node, String name) {
        return node.getAttributeList().stream()
                .filter(a -> a.getName().equals(name))
                .map(AttributeProto::getF)
                .findFirst()
                .orElse(1f);
    }

    private static long number(NodeProto node, String name) {
        return node.getAttributeList().stream()
                .filter(a -> a.getName().equals(name))
                .mapToLong(AttributeProto::getI)
                .findFirst()
                .orElse(0);
    }

    private static int producer(GraphProto graph, String output) {
        for (int i = 0; i < graph.getNodeCount(); i++) {
            if (graph.getNode(i).getOutputList().contains(output)) {
                return i;
            }
        }
        throw none("nothing in it gives '" + output + "'");
    }

    private static Optional<TensorProto> tensor(GraphProto graph, String name) {
        return graph.getInitializerList().stream()
                .filter(t -> t.getName().equals(name))
                .findFirst();
    }

    private static float[] floats(TensorProto tensor) {
        if (tensor.getDataType() != TensorProto.DataType.FLOAT.getNumber() || tensor.getExternalDataCount() > 0) {
            throw none("tensor '" + tensor.getName() + "' is not made of 32-bit floats inside the file");
        }
        if (!tensor.hasRawData()) {
            float[] values = new float[tensor.getFloatDataCount()];
            for (int i = 0; i < values.length; i++) {
                values[i] = tensor.getFloatData(i);
            }
            return values;
        }
        ByteString raw = tensor.getRawData();
        float[] values = new float[raw.size() / Float.BYTES];
        ByteBuffer.wrap(raw.toByteArray()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    /** Names of all values on which one depends, itself included. */
    private static Set<String> needed(GraphProto graph, String value) {
        Set<String> needed = new HashSet<>();
        Deque<String> open = new ArrayDeque<>();
        open.add(value);
        while (!open.isEmpty()) {
            String name = open.remove();
            if (needed.add(name)) {
                graph.getNodeList().stream()
                        .filter(n -> n.getOutputList().contains(name))
                        .forEach(n -> open.addAll(n.getInputList()));
            }
        }
        return needed;
    }

    private static float[][] transposed(float[][] matrix) {
        float[][] turned = new float[matrix[0].length][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix[i].length; j++) {
                turned[j][i] = matrix[i][j];
            }
        }
        return turned;
    }

    private static Rejection none(String what) {
        return Zip.refused(
                "onnx-no-linear-head",
                "The graph must end with Gemm, or MatMul and Add, with constant weights: " + what + ".");
    }
}
