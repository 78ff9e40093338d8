package io.plumbline.bundle.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.plumbline.kernel.Rejection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules of well-formed ONNX files (onnx.checker of the reference implementation) as far as a runtime might trip over a
 * breach: each value is given once, before it is read; tensors are as long as they say; attributes are within their ranges.
 *
 * <p>Beyond them: nothing may blow a picture up by more than {@value #MOST_SCALE} along a side, or pad it by more than
 * {@value #MOST_PAD}.
 */
final class OnnxRules {
    static final int MOST_PAD = 64;
    static final int MOST_SCALE = 64;

    private static final long MOST_VALUES = 128L << 20;
    private static final int MOST_RANK = 8;
    private static final int MOST_SIDE = 4096;
    private static final int MOST_INTS = 1000;
    private static final int MOST_NAME = 1000;
    private static final int OLDEST_IR = 3;

    /** Bytes a value. */
    private static final Map<DataType, Integer> TYPES = Map.of(
            DataType.FLOAT, 4,
            DataType.DOUBLE, 8,
            DataType.FLOAT16, 2,
            DataType.INT8, 1,
            DataType.UINT8, 1,
            DataType.INT16, 2,
            DataType.INT32, 4,
            DataType.INT64, 8,
            DataType.BOOL, 1);

    private static final Set<String> SCALING = Set.of("Resize", "Upsample");

    private static final Map<String, long[]> RANGES = Map.ofEntries(
            range("kernel_shape", 1, MOST_SIDE),
            range("strides", 1, MOST_SIDE),
            range("dilations", 1, MOST_SIDE),
            range("pads", 0, MOST_PAD),
            range("output_padding", 0, MOST_PAD),
            range("output_shape", 1, MOST_SIDE),
            range("group", 1, 1 << 16),
            range("blocksize", 1, MOST_PAD),
            range("axis", -MOST_RANK, MOST_RANK),
            range("axes", -MOST_RANK, MOST_RANK),
            range("perm", 0, MOST_RANK - 1),
            range("num_outputs", 1, MOST_INTS),
            range("size", 1, MOST_SIDE),
            range("split", 0, 1 << 20));

    private OnnxRules() {}

    private static Map.Entry<String, long[]> range(String name, long least, long most) {
        return Map.entry(name, new long[] {least, most});
    }

    /** @throws Rejection REFUSED, {@code onnx-graph-wrong} or {@code onnx-tensor-wrong} */
    static void check(ModelProto model) {
        if (model.getIrVersion() < OLDEST_IR) {
            throw wrong("its IR version is " + model.getIrVersion() + ", at least " + OLDEST_IR + " is expected");
        }
        long own = model.getOpsetImportList().stream()
                .filter(o -> o.getVersion() >= 1)
                .count();
        if (own != 1 || model.getOpsetImportCount() != 1) {
            throw wrong("it must name one version of ONNX's operators, not "
                    + model.getOpsetImportList().size());
        }
        GraphProto graph = model.getGraph();
        if (graph.getQuantizationAnnotationCount() > 0) {
            throw wrong("it holds quantisation annotations");
        }
        order(graph);
        Constants constants = new Constants(graph);
        for (NodeProto node : graph.getNodeList()) {
            node.getAttributeList().forEach(a -> attribute(node, a));
            enlarges(node, constants);
        }
    }

    /** Each value has one origin, which stands before whoever reads it. */
    private static void order(GraphProto graph) {
        Set<String> known = new HashSet<>();
        for (TensorProto tensor : graph.getInitializerList()) {
            define(known, tensor.getName());
        }
        for (ValueInfoProto input : graph.getInputList()) {
            boolean constant = known.contains(input.getName());
            if (!constant) {
                define(known, input.getName());
            }
        }
        for (NodeProto node : graph.getNodeList()) {
            for (String input : node.getInputList()) {
                if (!input.isEmpty() && !known.contains(input)) {
                    throw wrong("node '" + shown(Nodes.called(node)) + "' reads '" + shown(input)
                            + "', which nothing before it gives");
                }
            }
            if (node.getOutputCount() == 0) {
                throw wrong("node '" + shown(Nodes.called(node)) + "' gives nothing");
            }
            for (String output : node.getOutputList()) {
                if (!output.isEmpty()) {
                    define(known, output);
                }
            }
        }
        for (ValueInfoProto output : graph.getOutputList()) {
            if (!known.contains(output.getName())) {
                throw wrong("nothing gives its output '" + shown(output.getName()) + "'");
            }
        }
    }

    private static void define(Set<String> known, String name) {
        if (name.isEmpty() || name.length() > MOST_NAME) {
            throw wrong("a value has a name of " + name.length() + " characters, 1 to " + MOST_NAME + " are allowed");
        }
        if (!known.add(name)) {
            throw wrong("the value '" + shown(name) + "' has two origins");
        }
    }

    private static void attribute(NodeProto node, AttributeProto attribute) {
        String name = attribute.getName();
        boolean strange = attribute.getStringsCount() > MOST_INTS
                || attribute.getFloatsCount() > MOST_INTS
                || attribute.getIntsCount() > MOST_INTS
                || node.getAttributeList().stream()
                                .filter(a -> a.getName().equals(name))
                                .count()
                        > 1;
        if (strange) {
            throw wrong("node '" + shown(Nodes.called(node)) + "' has '" + shown(name) + "' twice or too long");
        }
        long[] range = RANGES.get(name);
        if (range == null) {
            return;
        }
        boolean outside = attribute.getIntsList().stream().anyMatch(v -> v < range[0] || v > range[1])
                || (attribute.getType() == AttributeProto.AttributeType.INT
                        && (attribute.getI() < range[0] || attribute.getI() > range[1]));
        if (outside) {
            throw wrong("node '" + shown(Nodes.called(node)) + "' has '" + name + "' of "
                    + (attribute.getIntsCount() > 0 ? attribute.getIntsList() : attribute.getI()) + ", allowed is "
                    + range[0] + " to " + range[1]);
        }
    }

    /** Pads, Resize and Upsample take their numbers as tensors in newer versions: they must be constant and small. */
    private static void enlarges(NodeProto node, Constants constants) {
        boolean pad = node.getOpType().equals("Pad");
        if (!pad && !SCALING.contains(node.getOpType())) {
            return;
        }
        Nodes.attribute(node, "scales")
                .filter(scales -> scales.getFloatsList().stream().anyMatch(s -> !(s >= 0 && s <= MOST_SCALE)))
                .ifPresent(scales -> {
                    throw wrong("node '" + shown(Nodes.called(node)) + "' scales by " + scales.getFloatsList()
                            + ", allowed is 0 to " + MOST_SCALE);
                });
        for (int i = 1; i < Math.min(node.getInputCount(), pad ? 2 : 4); i++) {
            String input = node.getInput(i);
            if (input.isEmpty()) {
                continue;
            }
            List<Double> numbers = constants.numbers(input);
            boolean sizes = !pad && i == 3;
            double most = pad ? MOST_PAD : sizes ? MOST_SIDE : MOST_SCALE;
            boolean empty = numbers.isEmpty() && !pad && constants.isEmpty(input);
            if (!empty && (numbers.isEmpty() || !numbers.stream().allMatch(n -> n >= 0 && n <= most))) {
                throw wrong("node '" + shown(Nodes.called(node)) + "' must have constant numbers of 0 to " + (long) most
                        + " in '" + shown(input) + "', it has " + numbers);
            }
        }
    }

    /** @throws Rejection REFUSED, {@code onnx-tensor-wrong} */
    static void tensor(TensorProto tensor) {
        DataType type = DataType.forNumber(tensor.getDataType());
        int bytes = type == null ? 0 : TYPES.getOrDefault(type, 0);
        double elements = Tensors.elements(tensor);
        boolean shaped = elements <= MOST_VALUES && tensor.getDimsCount() <= MOST_RANK && !tensor.hasSegment();
        if (bytes == 0 || !shaped) {
            throw OnnxCheck.refused(
                    "onnx-tensor-wrong",
                    "Tensor '" + shown(tensor.getName()) + "' of model.onnx has the shape "
                            + shown(tensor.getDimsList().toString()) + " of type " + tensor.getDataType()
                            + ", which is not allowed.");
        }
        long inFields = (long) tensor.getFloatDataCount()
                + tensor.getInt32DataCount()
                + tensor.getInt64DataCount()
                + tensor.getDoubleDataCount();
        boolean whole = tensor.hasRawData()
                ? tensor.getRawData().size() == elements * bytes && inFields == 0
                : (double) inFields == elements;
        if (!whole || tensor.getStringDataCount() + tensor.getUint64DataCount() > 0) {
            throw OnnxCheck.refused(
                    "onnx-tensor-wrong",
                    "Tensor '" + shown(tensor.getName()) + "' of model.onnx does not hold the " + (long) elements
                            + " values that its shape " + tensor.getDimsList() + " tells.");
        }
    }

    /** What a file says of itself, short enough for a sentence. */
    private static String shown(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }

    private static Rejection wrong(String what) {
        return OnnxCheck.refused("onnx-graph-wrong", "model.onnx is not well-formed: " + what + ".");
    }
}
