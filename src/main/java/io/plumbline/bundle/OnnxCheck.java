package io.plumbline.bundle;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.plumbline.kernel.Rejection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads model.onnx as data and refuses what could reach outside it: files, custom operators, loops, unknown operators.
 *
 * <p>What a harmless graph costs in time and memory is not judged here but measured, by the budget gate.
 */
public final class OnnxCheck {
    private static final int MOST_NODES = 5000;
    private static final long MOST_PAD = 64;
    private static final Set<String> DOMAINS = Set.of("", "ai.onnx");
    private static final Set<String> OPERATORS = Set.of(
            ("Abs Add AveragePool BatchNormalization Cast Clip Concat Constant Conv DequantizeLinear Div Dropout Elu"
                + " Erf Exp Flatten Gather Gelu Gemm GlobalAveragePool GlobalMaxPool HardSigmoid HardSwish Identity"
                + " InstanceNormalization LayerNormalization LeakyRelu MatMul Max MaxPool Min Mul Neg PRelu Pad Pow"
                + " QuantizeLinear ReduceMax ReduceMean ReduceSum Relu Reshape Selu Shape Sigmoid Slice Softmax"
                + " Softplus Split Sqrt Squeeze Sub Sum Tanh Transpose Unsqueeze")
                    .split(" ", -1));

    private OnnxCheck() {}

    /**
     * The parsed file.
     *
     * @throws Rejection REFUSED, {@code onnx-not-readable}
     */
    static ModelProto parse(byte[] onnx) {
        try {
            ModelProto model = ModelProto.parseFrom(onnx);
            if (!model.hasGraph()) {
                throw Zip.refused("onnx-not-readable", "model.onnx holds no graph.");
            }
            return model;
        } catch (InvalidProtocolBufferException e) {
            throw new Rejection(
                    Rejection.Kind.REFUSED,
                    "onnx-not-readable",
                    "model.onnx is not an ONNX file: " + e.getMessage(),
                    e);
        }
    }

    /**
     * Checks a graph against its definition.
     *
     * @throws Rejection REFUSED with a code that starts with {@code onnx-}
     */
    public static void check(byte[] onnx, ModelDefinition definition) {
        ModelProto model = parse(onnx);
        if (model.getFunctionsCount() > 0 || model.getTrainingInfoCount() > 0) {
            throw Zip.refused("onnx-operator-refused", "model.onnx brings functions or training steps of its own.");
        }
        model.getOpsetImportList().forEach(opset -> domain(opset.getDomain()));
        GraphProto graph = model.getGraph();
        if (graph.getNodeCount() < 1 || graph.getNodeCount() > MOST_NODES) {
            throw Zip.refused(
                    "onnx-operator-refused",
                    "model.onnx has " + graph.getNodeCount() + " nodes, allowed are 1 to 5000.");
        }
        if (graph.getSparseInitializerCount() > 0) {
            throw Zip.refused("onnx-tensor-wrong", "model.onnx holds sparse tensors, which phones may not know.");
        }
        graph.getInitializerList().forEach(OnnxCheck::tensor);
        graph.getNodeList().forEach(OnnxCheck::node);
        ports(graph, definition);
    }

    private static void domain(String domain) {
        if (!DOMAINS.contains(domain)) {
            throw Zip.refused(
                    "onnx-custom-operators",
                    "model.onnx wants operators of the domain '" + domain + "', only ONNX's own are allowed.");
        }
    }

    private static void node(NodeProto node) {
        domain(node.getDomain());
        if (!OPERATORS.contains(node.getOpType())) {
            throw Zip.refused(
                    "onnx-operator-refused",
                    "model.onnx uses the operator '" + node.getOpType() + "', which is not among those allowed.");
        }
        for (AttributeProto attribute : node.getAttributeList()) {
            boolean plain = !attribute.hasG()
                    && attribute.getGraphsCount() == 0
                    && !attribute.hasSparseTensor()
                    && attribute.getSparseTensorsCount() == 0;
            if (!plain) {
                throw Zip.refused(
                        "onnx-operator-refused",
                        "Node '" + node.getName() + "' of model.onnx holds a graph of its own.");
            }
            if (attribute.hasT()) {
                tensor(attribute.getT());
            }
            attribute.getTensorsList().forEach(OnnxCheck::tensor);
            boolean pads = attribute.getName().equals("pads");
            if (pads && attribute.getIntsList().stream().anyMatch(p -> p < 0 || p > MOST_PAD)) {
                throw Zip.refused(
                        "onnx-operator-refused",
                        "Node '" + node.getName() + "' pads by " + attribute.getIntsList() + ", allowed is 0 to 64.");
            }
        }
    }

    private static void tensor(TensorProto tensor) {
        if (tensor.getExternalDataCount() > 0 || tensor.getDataLocation() != TensorProto.DataLocation.DEFAULT) {
            throw Zip.refused(
                    "onnx-external-data",
                    "Tensor '" + tensor.getName() + "' of model.onnx lies in another file; all data must be inside.");
        }
        double elements = 1;
        for (long d : tensor.getDimsList()) {
            elements *= d < 0 ? Double.NaN : d;
        }
        if (!(elements <= Bundles.MOST_BYTES)) {
            throw Zip.refused(
                    "onnx-tensor-wrong",
                    "Tensor '" + tensor.getName() + "' of model.onnx has the shape " + tensor.getDimsList() + ".");
        }
    }

    private static void ports(GraphProto graph, ModelDefinition definition) {
        Set<String> constants = new HashSet<>();
        graph.getInitializerList().forEach(t -> constants.add(t.getName()));
        List<ValueInfoProto> inputs = graph.getInputList().stream()
                .filter(v -> !constants.contains(v.getName()))
                .toList();
        ModelDefinition.Input input = definition.input();
        if (inputs.size() != 1 || !fits(inputs.get(0), input.name(), input.channels(), input.height(), input.width())) {
            throw differs(
                    "input",
                    "one float tensor " + input.name() + " (N, " + input.channels() + ", " + input.height() + ", "
                            + input.width() + ")");
        }
        int labels = definition.labels().size();
        if (graph.getOutputCount() != 1 || !fits(graph.getOutput(0), definition.output(), labels)) {
            throw differs("output", "one float tensor " + definition.output() + " (N, " + labels + ")");
        }
    }

    private static boolean fits(ValueInfoProto value, String name, int... rest) {
        TensorShapeProto shape = value.getType().getTensorType().getShape();
        boolean right = value.getName().equals(name)
                && value.getType().getTensorType().getElemType() == TensorProto.DataType.FLOAT.getNumber()
                && shape.getDimCount() == rest.length + 1
                && !shape.getDim(0).hasDimValue();
        for (int i = 0; right && i < rest.length; i++) {
            right = shape.getDim(i + 1).getDimValue() == rest[i];
        }
        return right;
    }

    private static Rejection differs(String port, String expected) {
        return Zip.refused(
                "onnx-" + port + "-differs",
                "The " + port + " of model.onnx does not fit model.json, which promises " + expected
                        + " with a free batch size N.");
    }
}
