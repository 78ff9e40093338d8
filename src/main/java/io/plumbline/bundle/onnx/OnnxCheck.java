package io.plumbline.bundle.onnx;

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
 * Reads model.onnx as data and refuses what could reach outside it: files, custom operators, loops, unknown operators; and
 * what is not well-formed ({@link OnnxRules}), for no runtime should be the first to find that out.
 *
 * <p>What a harmless graph costs in time and memory is not judged here but measured, by the budget gate.
 */
public final class OnnxCheck {
    private static final int MOST_NODES = 5000;
    private static final Set<String> DOMAINS = Set.of("", "ai.onnx");
    private static final Set<String> OPERATORS = Set.of(
            ("Abs Add And ArgMax AveragePool BatchNormalization Cast CastLike Ceil Celu Clip Concat Constant Conv"
                            + " ConvInteger ConvTranspose Cos DepthToSpace DequantizeLinear Div Dropout DynamicQuantizeLinear"
                            + " Einsum Elu Equal Erf Exp Flatten Floor Gather Gelu Gemm GlobalAveragePool GlobalLpPool"
                            + " GlobalMaxPool Greater GreaterOrEqual GroupNormalization HardSigmoid HardSwish Identity"
                            + " InstanceNormalization LRN LayerNormalization LeakyRelu Less LessOrEqual Log LogSoftmax"
                            + " LpNormalization LpPool MatMul MatMulInteger Max MaxPool MeanVarianceNormalization Min Mish Mod Mul"
                            + " Neg Not Or PRelu Pad Pow QLinearConv QLinearMatMul QuantizeLinear RMSNormalization Reciprocal"
                            + " ReduceL1 ReduceL2 ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum"
                            + " ReduceSumSquare Relu Reshape Resize Round Selu Shape Sigmoid Sign Sin Slice Softmax Softplus"
                            + " Softsign SpaceToDepth Split Sqrt Squeeze Sub Sum Swish Tanh ThresholdedRelu Transpose Unsqueeze"
                            + " Upsample Where")
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
                throw refused("onnx-not-readable", "model.onnx holds no graph.");
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
     * Checks a graph against what it is said to take and to give. The batch must be free, or 1.
     *
     * @throws Rejection REFUSED with a code that starts with {@code onnx-}
     */
    public static void check(byte[] onnx, Port input, Port output) {
        ModelProto model = parse(onnx);
        if (model.getFunctionsCount() > 0 || model.getTrainingInfoCount() > 0) {
            throw refused(
                    "onnx-operator-refused",
                    "model.onnx brings functions or training steps of its own. Export it for inference with its"
                            + " functions inlined, as onnx.inliner does.");
        }
        model.getOpsetImportList().forEach(opset -> domain(opset.getDomain()));
        GraphProto graph = model.getGraph();
        if (graph.getNodeCount() < 1 || graph.getNodeCount() > MOST_NODES) {
            throw refused(
                    "onnx-operator-refused",
                    "model.onnx has " + graph.getNodeCount() + " nodes, allowed are 1 to 5000.");
        }
        if (graph.getSparseInitializerCount() > 0) {
            throw refused("onnx-tensor-wrong", "model.onnx holds sparse tensors, which phones may not know.");
        }
        graph.getInitializerList().forEach(OnnxCheck::tensor);
        graph.getNodeList().forEach(OnnxCheck::node);
        ports(graph, input, output);
        OnnxRules.check(model);
    }

    private static void domain(String domain) {
        if (!DOMAINS.contains(domain)) {
            throw refused(
                    "onnx-custom-operators",
                    "model.onnx wants operators of the domain '" + domain + "', only ONNX's own are allowed. Export it"
                            + " again as plain ONNX, without the optimisations of a runtime.");
        }
    }

    /** Whether a node's operator is one of those allowed. */
    static boolean isAllowed(NodeProto node) {
        return isOwn(node) && OPERATORS.contains(node.getOpType());
    }

    /** Whether a node's operator is one of ONNX's own. */
    static boolean isOwn(NodeProto node) {
        return DOMAINS.contains(node.getDomain());
    }

    private static void node(NodeProto node) {
        domain(node.getDomain());
        if (!isAllowed(node)) {
            throw refused(
                    "onnx-operator-refused",
                    "model.onnx uses the operator '" + node.getOpType() + "', which is not among those allowed."
                            + " Export it again without it, or import it cut in front of it.");
        }
        for (AttributeProto attribute : node.getAttributeList()) {
            boolean plain = !attribute.hasG()
                    && attribute.getGraphsCount() == 0
                    && !attribute.hasSparseTensor()
                    && attribute.getSparseTensorsCount() == 0;
            if (!plain) {
                throw refused(
                        "onnx-operator-refused",
                        "Node '" + Nodes.called(node) + "' of model.onnx holds a graph of its own.");
            }
            if (attribute.hasT()) {
                tensor(attribute.getT());
            }
            attribute.getTensorsList().forEach(OnnxCheck::tensor);
        }
    }

    private static void tensor(TensorProto tensor) {
        if (tensor.getExternalDataCount() > 0 || tensor.getDataLocation() != TensorProto.DataLocation.DEFAULT) {
            throw refused(
                    "onnx-external-data",
                    "Tensor '" + tensor.getName() + "' of model.onnx lies in another file; all data must be inside.");
        }
        OnnxRules.tensor(tensor);
    }

    private static void ports(GraphProto graph, Port input, Port output) {
        Set<String> constants = new HashSet<>();
        graph.getInitializerList().forEach(t -> constants.add(t.getName()));
        List<ValueInfoProto> inputs = graph.getInputList().stream()
                .filter(v -> !constants.contains(v.getName()))
                .toList();
        if (inputs.size() != 1 || !fits(inputs.get(0), input, true)) {
            throw differs("input", input);
        }
        if (graph.getOutputCount() != 1 || !fits(graph.getOutput(0), output, false)) {
            throw differs("output", output);
        }
    }

    /** @param free whether a side may be left open, so that it fits any */
    private static boolean fits(ValueInfoProto value, Port port, boolean free) {
        TensorShapeProto shape = value.getType().getTensorType().getShape();
        List<Integer> sides = port.shape();
        boolean right = value.getName().equals(port.name())
                && value.getType().getTensorType().getElemType() == TensorProto.DataType.FLOAT.getNumber();
        if (right && !free && !value.getType().getTensorType().hasShape()) {
            // Not every program writes the shape of an output; the golden cases tell.
            return true;
        }
        right = right
                && shape.getDimCount() == sides.size() + 1
                && shape.getDim(0).getDimValue() <= 1;
        for (int i = 0; right && i < sides.size(); i++) {
            TensorShapeProto.Dimension side = shape.getDim(i + 1);
            boolean open = !side.hasDimValue() || side.getDimValue() < 0;
            right = open || side.getDimValue() == sides.get(i);
        }
        return right;
    }

    private static Rejection differs(String port, Port expected) {
        return refused(
                "onnx-" + port + "-differs",
                "The " + port + " of model.onnx does not fit model.json, which promises one float tensor " + expected
                        + " with a free batch size N, or of 1.");
    }

    static Rejection refused(String code, String sentence) {
        return new Rejection(Rejection.Kind.REFUSED, code, sentence);
    }
}
