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

    /** The network as an ONNX file. */
    public static byte[] write(CompactNetwork network) {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("compact-cnn");
        graph.addInput(Tensors.value(INPUT, network.channels(), network.height(), network.width()));
        graph.addOutput(Tensors.value(OUTPUT, network.head().classes()));
        String x = INPUT;
        for (int i = 0; i < network.convolutions().size(); i++) {
            x = relu(graph, convolution(graph, network.convolutions().get(i), x, "conv" + i), "conv" + i);
        }
        graph.addNode(Nodes.node("GlobalAveragePool", "pool", "pooled", x));
        graph.addNode(Nodes.node("Flatten", "flatten", "features", "pooled").addAttribute(Nodes.number("axis", 1)));
        Head head = network.head();
        graph.addInitializer(
                Tensors.floats("head.weight", Tensors.flat(head.weight()), head.classes(), head.features()));
        graph.addInitializer(Tensors.floats("head.bias", head.bias(), head.classes()));
        graph.addNode(Nodes.node("Gemm", "head", OUTPUT, "features", "head.weight", "head.bias")
                .addAttribute(Nodes.number("transB", 1)));
        return file(graph);
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
