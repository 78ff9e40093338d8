package io.plumbline.bundle.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import java.util.ArrayDeque;
import java.util.Deque;

/** Writes networks as ONNX, opset 13, with a free batch size. The same network gives the same bytes. */
public final class OnnxWriter {
    /** Name of the input tensor, float (N, channels, height, width). */
    public static final String INPUT = "image";

    /** Name of the output tensor, float (N, classes): logits. */
    public static final String OUTPUT = "logits";

    /** Name of the output tensor of a network that draws masks, float (N, 1, height, width): 0 to 1. */
    public static final String MASK = "mask";

    private static final int IR_VERSION = 7;
    private static final int OPSET = 13;

    private OnnxWriter() {}

    /**
     * What is around a classifier's network.
     *
     * @param input name of the input tensor
     * @param channelsLast whether it is (N, height, width, channels)
     * @param output name of the output tensor
     * @param probabilities whether it gives them, by a Softmax, and not logits
     */
    public record Ends(String input, boolean channelsLast, String output, boolean probabilities) {
        private static final Ends USUAL = new Ends(INPUT, false, OUTPUT, false);
    }

    /** The network as an ONNX file. */
    public static byte[] write(CompactNetwork network) {
        return write(network, Ends.USUAL);
    }

    /** The network as an ONNX file that takes and gives what another does. */
    public static byte[] write(CompactNetwork network, Ends ends) {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("compact-cnn");
        String prefix = prefix(ends);
        String x = ends.input();
        if (ends.channelsLast()) {
            graph.addInput(Tensors.value(x, network.height(), network.width(), network.channels()));
            String planes = prefix + "planes";
            graph.addNode(Nodes.node("Transpose", planes, planes, x).addAttribute(Nodes.ints("perm", 0, 3, 1, 2)));
            x = planes;
        } else {
            graph.addInput(Tensors.value(x, network.channels(), network.height(), network.width()));
        }
        graph.addOutput(Tensors.value(ends.output(), network.head().classes()));
        for (int i = 0; i < network.convolutions().size(); i++) {
            String name = prefix + "conv" + i;
            x = relu(graph, convolution(graph, network.convolutions().get(i), x, name), name);
        }
        head(graph, network.head(), x, prefix, ends);
        return file(graph);
    }

    private static void head(GraphProto.Builder graph, Head head, String x, String prefix, Ends ends) {
        String pooled = prefix + "pooled";
        String features = prefix + "features";
        String weight = prefix + "head.weight";
        String bias = prefix + "head.bias";
        String logits = ends.probabilities() ? prefix + OUTPUT : ends.output();
        graph.addNode(Nodes.node("GlobalAveragePool", prefix + "pool", pooled, x));
        graph.addNode(
                Nodes.node("Flatten", prefix + "flatten", features, pooled).addAttribute(Nodes.number("axis", 1)));
        graph.addInitializer(Tensors.floats(weight, Tensors.flat(head.weight()), head.classes(), head.features()));
        graph.addInitializer(Tensors.floats(bias, head.bias(), head.classes()));
        graph.addNode(Nodes.node("Gemm", prefix + "head", logits, features, weight, bias)
                .addAttribute(Nodes.number("transB", 1)));
        if (ends.probabilities()) {
            graph.addNode(Nodes.node("Softmax", prefix + "softmax", ends.output(), logits)
                    .addAttribute(Nodes.number("axis", 1)));
        }
    }

    /** What the names inside begin with: none of them may be that of an end, which somebody else has chosen. */
    private static String prefix(Ends ends) {
        String prefix = ends.equals(Ends.USUAL) ? "" : "net.";
        while (!prefix.isEmpty()
                && (ends.input().startsWith(prefix) || ends.output().startsWith(prefix))) {
            prefix = "_" + prefix;
        }
        return prefix;
    }

    /** The network as an ONNX file. */
    public static byte[] write(MaskNetwork network) {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("compact-unet");
        graph.addInput(Tensors.value(INPUT, network.channels(), network.height(), network.width()));
        graph.addOutput(Tensors.value(MASK, 1, network.height(), network.width()));
        graph.addInitializer(Tensors.floats("twice", new float[] {1, 1, 2, 2}, 4));
        Deque<String> kept = new ArrayDeque<>();
        String x = INPUT;
        for (int i = 0; i < network.steps().size(); i++) {
            MaskNetwork.Step step = network.steps().get(i);
            if (step instanceof MaskNetwork.Convolve c) {
                x = convolution(graph, c.convolution(), x, "conv" + i);
                x = c.relu() ? relu(graph, x, "conv" + i) : x;
            } else if (step instanceof MaskNetwork.Keep) {
                kept.push(x);
            } else if (step instanceof MaskNetwork.Join) {
                graph.addNode(Nodes.node("Add", "join" + i, "join" + i, x, kept.pop()));
                x = "join" + i;
            } else {
                graph.addNode(Nodes.node("Resize", "enlarge" + i, "enlarge" + i, x, "", "twice")
                        .addAttribute(Nodes.text("mode", "nearest"))
                        .addAttribute(Nodes.text("coordinate_transformation_mode", "asymmetric"))
                        .addAttribute(Nodes.text("nearest_mode", "floor")));
                x = "enlarge" + i;
            }
        }
        graph.addNode(Nodes.node("Sigmoid", "sigmoid", MASK, x));
        return file(graph);
    }

    private static byte[] file(GraphProto.Builder graph) {
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("plumbline")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    private static String convolution(GraphProto.Builder graph, CompactNetwork.Convolution c, String x, String name) {
        graph.addInitializer(
                Tensors.floats(name + ".weight", c.weight(), c.out(), c.in() / c.groups(), c.kernel(), c.kernel()));
        graph.addInitializer(Tensors.floats(name + ".bias", c.bias(), c.out()));
        int pad = c.kernel() / 2;
        graph.addNode(Nodes.node("Conv", name, name + ".out", x, name + ".weight", name + ".bias")
                .addAttribute(Nodes.ints("kernel_shape", c.kernel(), c.kernel()))
                .addAttribute(Nodes.ints("strides", c.stride(), c.stride()))
                .addAttribute(Nodes.ints("pads", pad, pad, pad, pad))
                .addAttribute(Nodes.number("group", c.groups())));
        return name + ".out";
    }

    private static String relu(GraphProto.Builder graph, String x, String name) {
        graph.addNode(Nodes.node("Relu", name + ".relu", name + ".act", x));
        return name + ".act";
    }
}
