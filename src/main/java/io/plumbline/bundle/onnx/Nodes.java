package io.plumbline.bundle.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

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

    /**
     * Nodes so that each stands behind those whose outputs it reads, as the format wants it and converters do not always have it; of
     * several such orders the one nearest to what was given. Nodes that read each other in a circle stay at the end.
     */
    static List<NodeProto> sorted(List<NodeProto> nodes) {
        Map<String, Integer> origin = new HashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            for (String output : nodes.get(i).getOutputList()) {
                origin.put(output, i);
            }
        }
        Map<Integer, Set<Integer>> readers = new HashMap<>();
        int[] awaited = new int[nodes.size()];
        for (int i = 0; i < nodes.size(); i++) {
            for (String input : Set.copyOf(nodes.get(i).getInputList())) {
                Integer from = input.isEmpty() ? null : origin.get(input);
                if (from != null
                        && readers.computeIfAbsent(from, none -> new TreeSet<>())
                                .add(i)) {
                    awaited[i]++;
                }
            }
        }
        SortedSet<Integer> ready = new TreeSet<>();
        SortedSet<Integer> left = new TreeSet<>();
        for (int i = 0; i < nodes.size(); i++) {
            (awaited[i] == 0 ? ready : left).add(i);
        }
        List<NodeProto> sorted = new ArrayList<>();
        while (!ready.isEmpty()) {
            int next = ready.first();
            ready.remove(next);
            sorted.add(nodes.get(next));
            for (int reader : readers.getOrDefault(next, Set.of())) {
                if (--awaited[reader] == 0) {
                    left.remove(reader);
                    ready.add(reader);
                }
            }
        }
        left.forEach(i -> sorted.add(nodes.get(i)));
        return sorted;
    }

    /** How people call a node: its name, or its output where it has none. */
    static String called(NodeProto node) {
        return !node.getName().isEmpty() || node.getOutputCount() == 0 ? node.getName() : node.getOutput(0);
    }
}
