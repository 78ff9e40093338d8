package io.plumbline.bundle.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The exchange of a graph's last linear layer for another. */
final class HeadSwap {
    private final LinearLayer layer;
    private final Head head;
    private final int oldClasses;
    private final GraphProto.Builder graph;
    private final Set<String> gone = new HashSet<>();

    HeadSwap(LinearLayer layer, Head head, int oldClasses) {
        this.layer = layer;
        this.head = head;
        this.oldClasses = oldClasses;
        this.graph = layer.graph().toBuilder();
    }

    GraphProto graph() {
        boolean rows = layer.rowsAreClasses();
        float[] weight = Tensors.flat(rows ? head.weight() : LinearLayer.transposed(head.weight()));
        long classes = head.classes();
        long features = head.features();
        long[] shape = rows ? new long[] {classes, features} : new long[] {features, classes};
        long[] filter = {classes, features, 1, 1};
        put(layer.node(), layer.weight(), weight, layer.isConvolution() ? filter : shape);
        bias();
        graph.setNode(layer.node(), plain(graph.getNode(layer.node())));
        if (head.classes() != oldClasses) {
            resized();
        }
        removeUnused();
        return graph.build();
    }

    private void bias() {
        if (layer.add() >= 0) {
            boolean channels = layer.isConvolution();
            long[] shape = channels ? new long[] {1, head.classes(), 1, 1} : new long[] {head.classes()};
            put(layer.add(), layer.bias(), head.bias(), shape);
        } else if (!layer.bias().isEmpty()) {
            put(layer.node(), layer.bias(), head.bias(), head.classes());
        } else if (layer.layer().getOpType().equals("MatMul")) {
            // A MatMul has no place for a bias: it gets an Add, and what was read from it is read from there.
            NodeProto matMul = graph.getNode(layer.node());
            String product = OnnxGraphs.ADDED + ".product";
            graph.addInitializer(Tensors.floats(OnnxGraphs.ADDED + ".bias", head.bias(), head.classes()));
            graph.setNode(layer.node(), matMul.toBuilder().setOutput(0, product));
            graph.addNode(
                    layer.node() + 1,
                    Nodes.node("Add", OnnxGraphs.ADDED, matMul.getOutput(0), product, OnnxGraphs.ADDED + ".bias")
                            .build());
        } else {
            graph.addInitializer(Tensors.floats(OnnxGraphs.ADDED + ".bias", head.bias(), head.classes()));
            NodeProto.Builder node = graph.getNode(layer.node()).toBuilder();
            if (node.getInputCount() > 2) {
                node.setInput(2, OnnxGraphs.ADDED + ".bias");
            } else {
                node.addInput(OnnxGraphs.ADDED + ".bias");
            }
            graph.setNode(layer.node(), node);
        }
    }

    /** Replaces a constant where its only user reads it, or gives that user a constant of its own. */
    private void put(int user, String name, float[] values, long... shape) {
        long users = graph.getNodeList().stream()
                .flatMap(n -> n.getInputList().stream())
                .filter(name::equals)
                .count();
        if (users > 1) {
            String own = name + ".head";
            graph.addInitializer(Tensors.floats(own, values, shape));
            NodeProto.Builder node = graph.getNode(user).toBuilder();
            graph.setNode(user, node.setInput(node.getInputList().lastIndexOf(name), own));
            return;
        }
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            if (graph.getInitializer(i).getName().equals(name)) {
                graph.setInitializer(i, Tensors.floats(name, values, shape));
                retyped(name, shape);
                return;
            }
        }
        // It was computed, from smaller weights for instance: what computed it goes.
        gone.add(name);
        graph.addInitializer(Tensors.floats(name, values, shape));
    }

    /** Old files list constants among the inputs, with their shape. */
    private void retyped(String name, long... shape) {
        for (int i = 0; i < graph.getInputCount(); i++) {
            if (graph.getInput(i).getName().equals(name)) {
                ValueInfoProto.Builder input = graph.getInput(i).toBuilder();
                TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
                for (long d : shape) {
                    dims.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(d));
                }
                input.getTypeBuilder().getTensorTypeBuilder().setShape(dims);
                graph.setInput(i, input);
            }
        }
    }

    /** A Gemm whose factors are 1, for they are in the new weights. */
    private static NodeProto plain(NodeProto node) {
        NodeProto.Builder plain = node.toBuilder().clearAttribute();
        node.getAttributeList().stream()
                .filter(a -> !a.getName().equals("alpha") && !a.getName().equals("beta"))
                .forEach(plain::addAttribute);
        return plain.build();
    }

    /** Another number of classes: what is told of the shapes behind the head changes, and what reshapes to them. */
    private void resized() {
        Set<String> changed = new HashSet<>(layer.layer().getOutputList());
        if (layer.add() >= 0) {
            changed.addAll(layer.graph().getNode(layer.add()).getOutputList());
        }
        for (int i : layer.behind()) {
            NodeProto node = layer.graph().getNode(i);
            changed.addAll(node.getOutputList());
            if (node.getOpType().equals("Reshape") && node.getInputCount() == 2) {
                reshape(node.getInput(1));
            }
        }
        List<ValueInfoProto> told = List.copyOf(graph.getValueInfoList());
        graph.clearValueInfo();
        told.stream().filter(v -> !changed.contains(v.getName())).forEach(graph::addValueInfo);
        ValueInfoProto.Builder output = graph.getOutput(0).toBuilder();
        TensorShapeProto.Builder shape =
                output.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
        for (int d = 1; d < shape.getDimCount(); d++) {
            if (shape.getDim(d).getDimValue() == oldClasses) {
                shape.setDim(d, TensorShapeProto.Dimension.newBuilder().setDimValue(head.classes()));
            }
        }
        graph.setOutput(0, output);
    }

    private void reshape(String name) {
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            if (graph.getInitializer(i).getName().equals(name)) {
                graph.setInitializer(i, reshaped(graph.getInitializer(i)));
            }
        }
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto node = graph.getNode(i);
            if (node.getOpType().equals("Constant") && node.getOutputList().contains(name)) {
                NodeProto.Builder other = node.toBuilder();
                other.getAttributeBuilderList().stream()
                        .filter(a -> a.getName().equals("value"))
                        .forEach(a -> a.setT(reshaped(a.getT())));
                graph.setNode(i, other);
            }
        }
    }

    private TensorProto reshaped(TensorProto shape) {
        Optional<long[]> dims = Tensors.longs(shape);
        if (dims.isEmpty()) {
            return shape;
        }
        long[] changed = dims.get().clone();
        for (int d = 1; d < changed.length; d++) {
            changed[d] = changed[d] == oldClasses ? head.classes() : changed[d];
        }
        return Tensors.longs(shape.getName(), changed);
    }

    /** Drops the nodes that gave what is a constant now, and all that only they needed. */
    private void removeUnused() {
        while (!gone.isEmpty()) {
            Set<String> orphans = new HashSet<>();
            for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
                if (graph.getNode(i).getOutputList().stream().anyMatch(gone::contains)) {
                    orphans.addAll(graph.getNode(i).getInputList());
                    graph.removeNode(i);
                }
            }
            graph.getNodeList().forEach(n -> orphans.removeAll(n.getInputList()));
            for (int i = graph.getInitializerCount() - 1; i >= 0; i--) {
                if (orphans.contains(graph.getInitializer(i).getName())) {
                    graph.removeInitializer(i);
                }
            }
            gone.clear();
            gone.addAll(orphans);
        }
    }
}
