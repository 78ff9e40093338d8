package io.plumbline.bundle.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A graph that takes, gives and computes 32-bit floats, of one that does so with 16-bit floats, or takes bytes. A CPU computes with
 * 32 bits anyway; how small the weights are kept is another matter ({@link Weights}).
 */
final class FloatTypes {
    private static final String BYTES = "plumbline.bytes";
    private static final String HALF_A_STEP = "plumbline.half";

    private final GraphProto graph;

    private FloatTypes(GraphProto graph) {
        this.graph = graph;
    }

    /** The graph itself if all is as it should be. */
    static GraphProto of(GraphProto graph) {
        return new FloatTypes(graph).floats();
    }

    private GraphProto floats() {
        GraphProto.Builder result = graph.toBuilder()
                .clearInput()
                .clearOutput()
                .clearValueInfo()
                .clearInitializer()
                .clearNode();
        Set<String> bytes = new HashSet<>();
        List<NodeProto> first = new ArrayList<>();
        for (ValueInfoProto input : graph.getInputList()) {
            if (isOf(input, DataType.UINT8)) {
                bytes.add(input.getName());
                first.addAll(rounded(result, input.getName()));
            }
            result.addInput(isOf(input, DataType.FLOAT16) || bytes.contains(input.getName()) ? typed(input) : input);
        }
        graph.getOutputList().forEach(o -> result.addOutput(isOf(o, DataType.FLOAT16) ? typed(o) : o));
        graph.getValueInfoList().stream()
                .filter(v -> !isOf(v, DataType.FLOAT16))
                .forEach(result::addValueInfo);
        for (TensorProto tensor : graph.getInitializerList()) {
            result.addInitializer(isOnlyCast(tensor.getName()) ? tensor : floats(tensor));
        }
        result.addAllNode(first);
        for (NodeProto node : graph.getNodeList()) {
            NodeProto.Builder changed = node.toBuilder();
            for (int i = 0; i < node.getInputCount(); i++) {
                if (bytes.contains(node.getInput(i))) {
                    changed.setInput(i, BYTES + "." + node.getInput(i));
                }
            }
            for (int a = 0; a < node.getAttributeCount(); a++) {
                changed.setAttribute(a, attribute(node, node.getAttribute(a)));
            }
            result.addNode(changed);
        }
        return result.build();
    }

    /** Bytes of floats that may be off by a rounding error. */
    private static List<NodeProto> rounded(GraphProto.Builder graph, String input) {
        String half = HALF_A_STEP + "." + input;
        String sum = half + ".sum";
        graph.addInitializer(Tensors.floats(half, new float[] {0.5f}, 1));
        return List.of(
                Nodes.node("Add", sum, sum, input, half).build(),
                Nodes.node("Cast", BYTES + "." + input, BYTES + "." + input, sum)
                        .addAttribute(Nodes.number("to", DataType.UINT8.getNumber()))
                        .build());
    }

    private AttributeProto attribute(NodeProto node, AttributeProto attribute) {
        boolean half = attribute.getI() == DataType.FLOAT16.getNumber();
        if (half && node.getOpType().equals("Cast") && attribute.getName().equals("to")) {
            return Nodes.number("to", DataType.FLOAT.getNumber());
        }
        return attribute.hasT() && !isOnlyCast(node.getOutput(0))
                ? attribute.toBuilder().setT(floats(attribute.getT())).build()
                : attribute;
    }

    /** Whether 16 bits are only how it is kept. */
    private boolean isOnlyCast(String value) {
        List<NodeProto> readers = graph.getNodeList().stream()
                .filter(n -> n.getInputList().contains(value))
                .toList();
        return !readers.isEmpty()
                && readers.stream()
                        .allMatch(n ->
                                n.getOpType().equals("Cast") && Nodes.number(n, "to", 0) == DataType.FLOAT.getNumber());
    }

    private static TensorProto floats(TensorProto tensor) {
        if (tensor.getDataType() != DataType.FLOAT16.getNumber()) {
            return tensor;
        }
        long[] shape = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        return Tensors.values(tensor)
                .map(values -> Tensors.floats(tensor.getName(), values, shape))
                .orElse(tensor);
    }

    private static boolean isOf(ValueInfoProto value, DataType type) {
        return value.getType().getTensorType().getElemType() == type.getNumber();
    }

    private static ValueInfoProto typed(ValueInfoProto value) {
        ValueInfoProto.Builder typed = value.toBuilder();
        typed.getTypeBuilder().getTensorTypeBuilder().setElemType(DataType.FLOAT.getNumber());
        return typed.build();
    }
}
