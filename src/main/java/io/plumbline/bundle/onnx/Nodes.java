package io.plumbline.bundle.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Makes and reads the nodes of ONNX graphs. */
final class Nodes {
    private Nodes() {}

    /** A node of one output; without a name where that is empty. */
    static NodeProto.Builder node(String type, String name, String output, String... inputs) {
        NodeProto.Builder node = NodeProto.newBuilder().setOpType(type);
        if (!name.isEmpty()) {
            node.setName(name);
        }
        return node.addAllInput(List.of(inputs)).addOutput(output);
    }

    static AttributeProto ints(String name, long... values) {
        AttributeProto.Builder a = AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        Arrays.stream(values).forEach(a::addInts);
        return a.build();
    }

    static AttributeProto number(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(com.google.protobuf.ByteString.copyFromUtf8(value))
                .build();
    }

    static Optional<AttributeProto> attribute(NodeProto node, String name) {
        return node.getAttributeList().stream()
                .filter(a -> a.getName().equals(name))
                .findFirst();
    }

    static long number(NodeProto node, String name, long otherwise) {
        return attribute(node, name).map(AttributeProto::getI).orElse(otherwise);
    }

    static float factor(NodeProto node, String name) {
        return attribute(node, name).map(AttributeProto::getF).orElse(1f);
    }

    /** Whether all of a node's numbers of some name are this one; true if it has none. */
    static boolean all(NodeProto node, String name, long value) {
        return attribute(node, name).stream()
                .flatMap(a -> a.getIntsList().stream())
                .allMatch(i -> i == value);
    }

    /** How people call a node: its name, or its output where it has none. */
    static String called(NodeProto node) {
        return !node.getName().isEmpty() || node.getOutputCount() == 0 ? node.getName() : node.getOutput(0);
    }
}
