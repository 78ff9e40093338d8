package io.plumbline.bundle;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
        graph.addInput(value(INPUT, network.channels(), network.height(), network.width()));
        graph.addOutput(value(OUTPUT, network.head().classes()));
        String x = INPUT;
        for (int i = 0; i < network.convolutions().size(); i++) {
            x = relu(graph, convolution(graph, network.convolutions().get(i), x, "conv" + i), "conv" + i);
        }
        graph.addNode(node("GlobalAveragePool", "pool", "pooled", x));
        graph.addNode(node("Flatten", "flatten", "features", "pooled").addAttribute(attributeInt("axis", 1)));
        Head head = network.head();
        graph.addInitializer(tensor("head.weight", flat(head.weight()), head.classes(), head.features()));
        graph.addInitializer(tensor("head.bias", head.bias(), head.classes()));
        graph.addNode(node("Gemm", "head", OUTPUT, "features", "head.weight", "head.bias")
                .addAttribute(attributeInt("transB", 1)));
        return file(graph);
    }

    /** The network as an ONNX file. */
    public static byte[] write(MaskNetwork network) {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("compact-unet");
        graph.addInput(value(INPUT, network.channels(), network.height(), network.width()));
        graph.addOutput(value(MASK, 1, network.height(), network.width()));
        graph.addInitializer(tensor("twice", new float[] {1, 1, 2, 2}, 4));
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
                graph.addNode(node("Add", "join" + i, "join" + i, x, kept.pop()));
                x = "join" + i;
            } else {
                graph.addNode(node("Resize", "enlarge" + i, "enlarge" + i, x, "", "twice")
                        .addAttribute(attributeText("mode", "nearest"))
                        .addAttribute(attributeText("coordinate_transformation_mode", "asymmetric"))
                        .addAttribute(attributeText("nearest_mode", "floor")));
                x = "enlarge" + i;
            }
        }
        graph.addNode(node("Sigmoid", "sigmoid", MASK, x));
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
                tensor(name + ".weight", c.weight(), c.out(), c.in() / c.groups(), c.kernel(), c.kernel()));
        graph.addInitializer(tensor(name + ".bias", c.bias(), c.out()));
        int pad = c.kernel() / 2;
        graph.addNode(node("Conv", name, name + ".out", x, name + ".weight", name + ".bias")
                .addAttribute(attribute("kernel_shape", c.kernel(), c.kernel()))
                .addAttribute(attribute("strides", c.stride(), c.stride()))
                .addAttribute(attribute("pads", pad, pad, pad, pad))
                .addAttribute(attributeInt("group", c.groups())));
        return name + ".out";
    }

    private static String relu(GraphProto.Builder graph, String x, String name) {
        graph.addNode(node("Relu", name + ".relu", name + ".act", x));
        return name + ".act";
    }

    /** A float tensor of little-endian raw data. */
    static TensorProto tensor(String name, float[] values, long... shape) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .setRawData(ByteString.copyFrom(raw.array()));
        for (long d : shape) {
            tensor.addDims(d);
        }
        return tensor.build();
    }

    /** A float tensor type with a free first dimension. */
    static ValueInfoProto value(String name, int... rest) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("N"));
        for (int d : rest) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(d));
        }
        TypeProto.Tensor type = TypeProto.Tensor.newBuilder()
                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                .setShape(shape)
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(type))
                .build();
    }

    /** The rows of a matrix, one after the other. */
    static float[] flat(float[][] rows) {
        float[] all = new float[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, all, i * rows[0].length, rows[0].length);
        }
        return all;
    }

    private static NodeProto.Builder node(String type, String name, String output, String... inputs) {
        NodeProto.Builder node = NodeProto.newBuilder().setOpType(type).setName(name);
        for (String input : inputs) {
            node.addInput(input);
        }
        return node.addOutput(output);
    }

    private static AttributeProto attribute(String name, long first, long second, long... more) {
        AttributeProto.Builder a = AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addInts(first)
                .addInts(second);
        for (long v : more) {
            a.addInts(v);
        }
        return a.build();
    }

    private static AttributeProto attributeText(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    private static AttributeProto attributeInt(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }
}
