package io.plumbline.bundle.onnx;

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
import java.util.List;
import java.util.SplittableRandom;

/**
 * A classifier of colour pictures as PyTorch exports one: opset 11, IR version 6, values called by numbers, batch normalisation
 * as a node of its own, weights as fields and listed among the inputs. Its weights are random: what it gives is no answer, but the
 * mean of its random features tells colours apart.
 */
public final class TorchExport {
    public static final String INPUT = "input.1";
    public static final String OUTPUT = "31";
    public static final int CLASSES = 12;
    public static final int FEATURES = 24;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("torch-jit-export");
    private final SplittableRandom random = new SplittableRandom(8);
    private int next = 20;

    /** How it ends. */
    public enum End {
        GEMM,
        /** The output is (N, classes, 1, 1). */
        CONVOLUTION_LEFT_AS_IT_IS,
        /** As SqueezeNet does. */
        CONVOLUTION_AND_RELU,
        /** Several labels at once. */
        SIGMOID,
        /** A second output beside the classes. */
        TWO_OUTPUTS,
        /** The layer's weights are bytes with a scale, what it reads and gives is rounded to bytes. */
        QUANTISED,
        /** The same with a scale of each picture. */
        QUANTISED_AS_IT_COMES,
        /** The layer is of each part of the picture, the mean is taken behind it. */
        OF_PARTS
    }

    private TorchExport() {}

    /** One that takes (N, 3, side, side). */
    public static byte[] classifier(int side) {
        return classifier(side, End.GEMM);
    }

    static byte[] classifier(int side, End end) {
        TorchExport made = new TorchExport();
        made.graph.addInput(value(INPUT, 0, 3, side, side));
        String x = made.block(INPUT, 3, 12, 7, 4, 1);
        x = made.block(x, 12, 12, 3, 2, 12);
        x = made.block(x, 12, FEATURES, 1, 1, 1);
        made.head(x, end);
        return ModelProto.newBuilder()
                .setIrVersion(6)
                .setProducerName("pytorch")
                .setProducerVersion("1.7")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(11))
                .setGraph(made.graph)
                .build()
                .toByteArray();
    }

    private void head(String x, End end) {
        boolean convolution = end == End.CONVOLUTION_LEFT_AS_IT_IS || end == End.CONVOLUTION_AND_RELU;
        if (convolution) {
            String pooled = end == End.CONVOLUTION_AND_RELU ? x : node("GlobalAveragePool", x);
            weights("classifier.1.weight", CLASSES, FEATURES, 1, 1);
            weights("classifier.1.bias", CLASSES);
            String maps = node("Conv", List.of(pooled, "classifier.1.weight", "classifier.1.bias"));
            if (end == End.CONVOLUTION_AND_RELU) {
                maps = node("GlobalAveragePool", node("Relu", maps));
                named(node("Flatten", maps));
                graph.addOutput(value(OUTPUT, 0, CLASSES));
            } else {
                named(maps);
                graph.addOutput(value(OUTPUT, 0, CLASSES, 1, 1));
            }
            return;
        }
        if (end == End.OF_PARTS) {
            ofParts(x);
            return;
        }
        String flat = node("Flatten", node("GlobalAveragePool", x));
        if (end == End.QUANTISED || end == End.QUANTISED_AS_IT_COMES) {
            quantised(flat, end);
            return;
        }
        weights("fc.weight", CLASSES, FEATURES);
        weights("fc.bias", CLASSES);
        String logits = node("Gemm", List.of(flat, "fc.weight", "fc.bias"), number("transB", 1));
        named(end == End.SIGMOID ? node("Sigmoid", logits) : logits);
        graph.addOutput(value(OUTPUT, 0, CLASSES));
        if (end == End.TWO_OUTPUTS) {
            graph.addOutput(value(flat, 0, FEATURES));
        }
    }

    private void quantised(String flat, End end) {
        byte[] bytes = new byte[CLASSES * FEATURES];
        random.nextBytes(bytes);
        boolean asItComes = end == End.QUANTISED_AS_IT_COMES;
        graph.addInitializer(
                asItComes
                        ? Tensors.bytes("fc.bytes", bytes, FEATURES, CLASSES)
                        : Tensors.bytes("fc.bytes", bytes, CLASSES, FEATURES));
        graph.addInitializer(Tensors.floats("fc.scale", new float[] {0.5f}));
        graph.addInitializer(Tensors.bytes("fc.zero", new byte[1]));
        initializer("fc.bias", values(CLASSES, -1, 1), CLASSES);
        if (asItComes) {
            graph.addNode(NodeProto.newBuilder()
                    .setOpType("DynamicQuantizeLinear")
                    .addInput(flat)
                    .addAllOutput(List.of("x.bytes", "x.scale", "x.zero")));
            String sums = node("MatMulInteger", List.of("x.bytes", "fc.bytes", "x.zero", "fc.zero"));
            String cast = node("Cast", List.of(sums), number("to", TensorProto.DataType.FLOAT.getNumber()));
            String product = node("Mul", List.of(cast, node("Mul", List.of("x.scale", "fc.scale"))));
            named(node("Add", List.of(product, "fc.bias")));
        } else {
            String read = node("DequantizeLinear", scaled(node("QuantizeLinear", scaled(flat))));
            String weight = node("DequantizeLinear", scaled("fc.bytes"));
            String logits = node("Gemm", List.of(read, weight, "fc.bias"), number("transB", 1));
            named(node("DequantizeLinear", scaled(node("QuantizeLinear", scaled(logits)))));
        }
        graph.addOutput(value(OUTPUT, 0, CLASSES));
    }

    private static List<String> scaled(String value) {
        return List.of(value, "fc.scale", "fc.zero");
    }

    private void ofParts(String x) {
        graph.addInitializer(Tensors.longs("parts", 0, FEATURES, -1));
        String parts = node("Transpose", List.of(node("Reshape", List.of(x, "parts"))), ints("perm", 0, 2, 1));
        weights("fc.weight", FEATURES, CLASSES);
        named(node(
                "ReduceMean",
                List.of(node("MatMul", List.of(parts, "fc.weight"))),
                ints("axes", 1),
                number("keepdims", 0)));
        graph.addOutput(value(OUTPUT, 0, CLASSES));
    }

    private String block(String x, int in, int out, int kernel, int stride, int groups) {
        String name = "features." + next;
        weights(name + ".weight", out, in / groups, kernel, kernel);
        String convolved = node(
                "Conv",
                List.of(x, name + ".weight"),
                ints("dilations", 1, 1),
                number("group", groups),
                ints("kernel_shape", kernel, kernel),
                ints("pads", kernel / 2, kernel / 2, kernel / 2, kernel / 2),
                ints("strides", stride, stride));
        initializer(name + ".bn.weight", values(out, 0.5, 1.5), out);
        initializer(name + ".bn.bias", values(out, -0.3, 0.3), out);
        initializer(name + ".bn.running_mean", values(out, -0.3, 0.3), out);
        initializer(name + ".bn.running_var", values(out, 0.05, 0.5), out);
        String norm = node(
                "BatchNormalization",
                List.of(
                        convolved,
                        name + ".bn.weight",
                        name + ".bn.bias",
                        name + ".bn.running_mean",
                        name + ".bn.running_var"),
                AttributeProto.newBuilder()
                        .setName("epsilon")
                        .setType(AttributeProto.AttributeType.FLOAT)
                        .setF(1e-5f)
                        .build());
        return node("Relu", norm);
    }

    private String node(String type, String input) {
        return node(type, List.of(input));
    }

    private String node(String type, List<String> inputs, AttributeProto... attributes) {
        String output = "n" + next++;
        graph.addNode(NodeProto.newBuilder()
                .setOpType(type)
                .setName(type + "_" + graph.getNodeCount())
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes)));
        return output;
    }

    /** The last node gives the output. */
    private void named(String value) {
        int last = graph.getNodeCount() - 1;
        if (!graph.getNode(last).getOutput(0).equals(value)) {
            throw new IllegalStateException("Not the last value: " + value);
        }
        graph.getNodeBuilder(last).setOutput(0, OUTPUT);
    }

    private void weights(String name, int... shape) {
        int n = 1;
        for (int d : shape) {
            n *= d;
        }
        double most = 3 / Math.sqrt((double) n / shape[0]);
        initializer(name, values(n, -most, most), shape);
    }

    private float[] values(int n, double least, double most) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextDouble(least, most);
        }
        return values;
    }

    private void initializer(String name, float[] values, int... shape) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT.getNumber());
        for (int d : shape) {
            tensor.addDims(d);
        }
        for (float v : values) {
            tensor.addFloatData(v);
        }
        graph.addInitializer(tensor);
        graph.addInput(value(name, shape));
    }

    /** @param shape 0 for a free side */
    private static ValueInfoProto value(String name, int... shape) {
        TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
        for (int d : shape) {
            dims.addDim(
                    d == 0
                            ? TensorShapeProto.Dimension.newBuilder().setDimParam("batch_size")
                            : TensorShapeProto.Dimension.newBuilder().setDimValue(d));
        }
        TypeProto.Tensor type = TypeProto.Tensor.newBuilder()
                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                .setShape(dims)
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(type))
                .build();
    }

    private static AttributeProto number(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private static AttributeProto ints(String name, long... values) {
        AttributeProto.Builder ints =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long v : values) {
            ints.addInts(v);
        }
        return ints.build();
    }

    /** The same computing with 16-bit floats from its input to its output. */
    static byte[] halves(byte[] onnx) {
        ModelProto.Builder model = OnnxCheck.parse(onnx).toBuilder();
        GraphProto.Builder half = model.getGraphBuilder();
        for (int i = 0; i < half.getInitializerCount(); i++) {
            TensorProto tensor = half.getInitializer(i);
            long[] shape =
                    tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
            half.setInitializer(
                    i, Tensors.halves(tensor.getName(), Tensors.values(tensor).orElseThrow(), shape));
        }
        half.getInputBuilderList().forEach(v -> retype(v, TensorProto.DataType.FLOAT16));
        half.getOutputBuilderList().forEach(v -> retype(v, TensorProto.DataType.FLOAT16));
        return model.build().toByteArray();
    }

    /** The same with 16-bit floats inside only, as converters write it that keep input and output. */
    static byte[] halvesInside(byte[] onnx) {
        ModelProto.Builder model = OnnxCheck.parse(halves(onnx)).toBuilder();
        GraphProto.Builder half = model.getGraphBuilder();
        retype(half.getInputBuilder(0), TensorProto.DataType.FLOAT);
        retype(half.getOutputBuilder(0), TensorProto.DataType.FLOAT);
        List<NodeProto> nodes = List.copyOf(half.getNodeList());
        half.clearNode().addNode(cast("cast_in", INPUT, "input_half", TensorProto.DataType.FLOAT16));
        for (NodeProto node : nodes) {
            NodeProto.Builder inner = node.toBuilder();
            for (int i = 0; i < node.getInputCount(); i++) {
                inner.setInput(i, node.getInput(i).equals(INPUT) ? "input_half" : node.getInput(i));
            }
            half.addNode(inner.setOutput(0, node.getOutput(0).equals(OUTPUT) ? "output_half" : node.getOutput(0)));
        }
        half.addNode(cast("cast_out", "output_half", OUTPUT, TensorProto.DataType.FLOAT));
        return model.build().toByteArray();
    }

    /** The same for an input of bytes, 0 to 255. */
    static byte[] ofBytes(byte[] onnx) {
        ModelProto.Builder model = OnnxCheck.parse(onnx).toBuilder();
        GraphProto.Builder bytes = model.getGraphBuilder();
        retype(bytes.getInputBuilder(0), TensorProto.DataType.UINT8);
        List<NodeProto> nodes = List.copyOf(bytes.getNodeList());
        bytes.addInitializer(TensorProto.newBuilder()
                .setName("scale")
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addDims(1)
                .setRawData(ByteString.copyFrom(new byte[] {(byte) 0x81, (byte) 0x80, (byte) 0x80, 0x3B})));
        bytes.clearNode().addNode(cast("cast", INPUT, "floats", TensorProto.DataType.FLOAT));
        bytes.addNode(NodeProto.newBuilder()
                .setOpType("Mul")
                .setName("scaled")
                .addInput("floats")
                .addInput("scale")
                .addOutput("fractions"));
        for (NodeProto node : nodes) {
            NodeProto.Builder inner = node.toBuilder();
            for (int i = 0; i < node.getInputCount(); i++) {
                inner.setInput(i, node.getInput(i).equals(INPUT) ? "fractions" : node.getInput(i));
            }
            bytes.addNode(inner);
        }
        return model.build().toByteArray();
    }

    private static NodeProto cast(String name, String from, String to, TensorProto.DataType type) {
        return NodeProto.newBuilder()
                .setOpType("Cast")
                .setName(name)
                .addInput(from)
                .addOutput(to)
                .addAttribute(number("to", type.getNumber()))
                .build();
    }

    private static void retype(ValueInfoProto.Builder value, TensorProto.DataType type) {
        value.getTypeBuilder().getTensorTypeBuilder().setElemType(type.getNumber());
    }
}
