package io.plumbline.bundle.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.plumbline.kernel.Rejection;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Takes the last linear layer of a classifier's ONNX graph off, reads it and puts another in its place. The graph may come from
 * anywhere: its operator set, its names and all its other nodes stay as they are.
 */
public final class OnnxGraphs {
    /** What is added to a graph has a name that begins so. */
    static final String ADDED = "plumbline.head";

    private static final String TURNED = "plumbline.rgb";
    /** The version of the operators from which on means are told their axes by an input. */
    private static final int AXES_AS_INPUT = 18;

    private OnnxGraphs() {}

    /**
     * A classifier without its head.
     *
     * @param onnx a graph of the same input whose one output is what the head reads, for a convolution averaged over the picture
     * @param output name of that output, float (N, features)
     * @param features its width
     */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: backbones are never compared nor used as keys.
    public record Backbone(byte[] onnx, String output, int features) {}

    /**
     * Cuts a graph before its last linear layer.
     *
     * @throws Rejection REFUSED, {@code onnx-no-linear-head}, if the graph does not end with a linear layer
     */
    public static Backbone backbone(byte[] onnx) {
        ModelProto model = OnnxCheck.parse(onnx);
        LinearLayer layer = LinearLayer.last(model.getGraph());
        int features = layer.head().features();
        GraphProto.Builder cut = upTo(model.getGraph(), layer.input());
        String output = layer.input();
        if (layer.isConvolution()) {
            // The mean over the picture of a linear function is that function of the mean.
            cut.addNode(Nodes.node("GlobalAveragePool", "", ADDED + ".pooled", output));
            output = flattened(cut, ADDED + ".pooled");
        } else if (layer.turnsItsInput()) {
            cut.addNode(Nodes.node("Transpose", "", ADDED + ".turned", output).addAttribute(Nodes.ints("perm", 1, 0)));
            output = ADDED + ".turned";
        } else if (layer.layer().getOpType().equals("MatMul")) {
            output = flattened(cut, output);
        }
        cut.addOutput(Tensors.value(output, features));
        return new Backbone(model.toBuilder().setGraph(cut).build().toByteArray(), output, features);
    }

    /**
     * What a classifier gives.
     *
     * @param name of the output
     * @param probabilities whether a Softmax stands before it
     */
    public record Output(String name, boolean probabilities) {}

    /**
     * The same graph with one of its outputs alone, without what only the others need.
     *
     * @throws Rejection REFUSED, {@code onnx-output-unknown}, naming those that there are
     */
    public static byte[] withOutput(byte[] onnx, String name) {
        ModelProto model = OnnxCheck.parse(onnx);
        GraphProto graph = model.getGraph();
        ValueInfoProto output = graph.getOutputList().stream()
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new Rejection(
                        Rejection.Kind.REFUSED,
                        "onnx-output-unknown",
                        "The network has no output '" + name + "', but "
                                + graph.getOutputList().stream()
                                        .map(ValueInfoProto::getName)
                                        .toList()
                                + "."));
        return model.toBuilder()
                .setGraph(upTo(graph, name).addOutput(output))
                .build()
                .toByteArray();
    }

    /**
     * The output of a classifier.
     *
     * @throws Rejection REFUSED, {@code onnx-no-linear-head}
     */
    public static Output output(byte[] onnx) {
        GraphProto graph = OnnxCheck.parse(onnx).getGraph();
        boolean softmax = LinearLayer.last(graph).behind().stream()
                .anyMatch(i -> graph.getNode(i).getOpType().equals("Softmax"));
        return new Output(graph.getOutput(0).getName(), softmax);
    }

    /**
     * The last linear layer as it is.
     *
     * @throws Rejection REFUSED, {@code onnx-no-linear-head}
     */
    public static Head head(byte[] onnx) {
        return LinearLayer.last(OnnxCheck.parse(onnx).getGraph()).head();
    }

    /**
     * Puts a new head in place; all other nodes and weights stay as they are, byte for byte.
     *
     * @param onnx a graph that ends with a linear layer
     * @param head takes as many features; the number of classes may differ
     * @throws Rejection REFUSED, {@code onnx-no-linear-head}
     * @throws IllegalArgumentException if the head takes another number of features
     */
    public static byte[] withHead(byte[] onnx, Head head) {
        ModelProto model = OnnxCheck.parse(onnx);
        LinearLayer layer = LinearLayer.last(model.getGraph());
        Head old = layer.head();
        if (old.features() != head.features()) {
            throw new IllegalArgumentException(
                    "The graph gives " + old.features() + " features, the new head takes " + head.features());
        }
        GraphProto graph = new HeadSwap(layer, head, old.classes()).graph();
        return model.toBuilder().setGraph(graph).build().toByteArray();
    }

    /**
     * Makes a retrainable classifier of a graph: what is behind a node is dropped, and a linear layer that knows nothing yet
     * is put there.
     *
     * @param onnx any graph
     * @param node name of a node, or of what it gives. Of a linear layer the input becomes the embedding; of any other node the
     *     output, averaged over the picture where it has height and width (N, features, height, width), or parts (N, parts, features)
     * @param input what the graph takes
     * @param classes at least 2
     * @throws Rejection REFUSED, {@code onnx-no-linear-head}, with the nodes that could be named, if there is no such node or
     *     what it gives cannot be an embedding
     */
    public static byte[] cutAt(byte[] onnx, String node, Port input, int classes) {
        ModelProto model = OnnxCheck.parse(onnx);
        return cut(model, model.getGraph(), embedding(model.getGraph(), node), input, classes);
    }

    private static byte[] cut(ModelProto model, GraphProto graph, String value, Port input, int classes) {
        GraphProto.Builder cut = upTo(graph, value);
        long[] shape = shape(model, cut, value, input);
        String features = value;
        if (shape.length == 3) {
            cut.addNode(Nodes.node("GlobalAveragePool", ADDED + ".pool", ADDED + ".pooled", value));
            features = flattened(cut, ADDED + ".pooled");
        } else if (shape.length == 2) {
            features = averaged(cut, value, opset(model));
            shape = new long[] {shape[1]};
        } else if (shape.length != 1) {
            throw LinearLayer.refused("'" + value + "' is (N"
                    + List.of(boxed(shape)).toString().replace("[", ", ").replace("]", ")")
                    + ", an embedding is (N, features), (N, parts, features) or (N, features, height, width). "
                    + LinearLayer.advice(graph));
        }
        Head none = Head.zero(classes, Math.toIntExact(shape[0]));
        cut.addInitializer(Tensors.floats(ADDED + ".weight", Tensors.flat(none.weight()), classes, none.features()));
        cut.addInitializer(Tensors.floats(ADDED + ".bias", none.bias(), classes));
        cut.addNode(Nodes.node("Gemm", ADDED, OnnxWriter.OUTPUT, features, ADDED + ".weight", ADDED + ".bias")
                .addAttribute(Nodes.number("transB", 1)));
        cut.addOutput(Tensors.value(OnnxWriter.OUTPUT, classes));
        return model.toBuilder().setGraph(cut).build().toByteArray();
    }

    /**
     * A classifier that gives (N, classes) and can get another head. Where that is not so as it is, because its last linear layer is
     * quantised, say, or its output is left as (N, classes, 1, 1), or goes through a Sigmoid, it is cut in front of that layer.
     *
     * @param input what the graph takes
     * @param classes at least 2, of the head to come
     * @throws Rejection REFUSED, {@code onnx-no-linear-head}, with the nodes that could be named
     */
    public static byte[] flat(byte[] onnx, Port input, int classes) {
        ModelProto model = OnnxCheck.parse(onnx);
        GraphProto graph = model.getGraph();
        if (takesAnotherHead(model, input, classes)) {
            return onnx;
        }
        NodeProto layer = LinearLayer.lastOfAnyForm(graph)
                .orElseGet(() -> LinearLayer.last(graph).layer());
        String value = layer.getInput(0);
        Optional<NodeProto> from = new Constants(graph).producer(value).map(graph::getNode);
        Optional<NodeProto> before = from.filter(n -> n.getOpType().equals("DequantizeLinear"))
                .flatMap(n -> new Constants(model.getGraph()).producer(n.getInput(0)))
                .map(graph::getNode)
                .filter(n -> n.getOpType().equals("QuantizeLinear"))
                .or(() -> from.filter(n -> n.getOpType().equals("DynamicQuantizeLinear")));
        if (before.isPresent()) {
            // What is learnt from need not be rounded to what the old layer took.
            value = before.get().getInput(0);
        } else if (layer.getOpType().startsWith("QLinear")) {
            value = ADDED + ".embedding";
            String[] bytes = {layer.getInput(0), layer.getInput(1), layer.getInput(2)};
            GraphProto floats = graph.toBuilder()
                    .addNode(Nodes.node("DequantizeLinear", value, value, bytes))
                    .build();
            return cut(model, floats, value, input, classes);
        }
        return cut(model, graph, value, input, classes);
    }

    private static boolean takesAnotherHead(ModelProto model, Port input, int classes) {
        try {
            LinearLayer layer = LinearLayer.last(model.getGraph());
            Head old = layer.head();
            // Of another number of classes than it has: one may come or go later.
            int other = classes == old.classes() ? classes + 1 : classes;
            GraphProto swapped = new HeadSwap(layer, Head.zero(other, old.features()), old.classes()).graph();
            String output = swapped.getOutput(0).getName();
            return Arrays.equals(shape(model, upTo(swapped, output), output, input), new long[] {other});
        } catch (Rejection e) {
            return false;
        }
    }

    /**
     * A graph that takes red, green and blue, of one that takes blue, green and red, as those of OpenCV and Caffe do.
     *
     * @param input what the graph takes
     * @param axis of the colours, counted with the batch
     */
    public static byte[] turned(byte[] onnx, Port input, int axis) {
        ModelProto model = OnnxCheck.parse(onnx);
        String turned = TURNED + "." + input.name();
        GraphProto.Builder graph = model.getGraph().toBuilder().clearNode();
        graph.addInitializer(Tensors.longs(TURNED, 2, 1, 0));
        graph.addNode(
                Nodes.node("Gather", turned, turned, input.name(), TURNED).addAttribute(Nodes.number("axis", axis)));
        for (NodeProto node : model.getGraph().getNodeList()) {
            NodeProto.Builder other = node.toBuilder();
            for (int i = 0; i < node.getInputCount(); i++) {
                if (node.getInput(i).equals(input.name())) {
                    other.setInput(i, turned);
                }
            }
            graph.addNode(other);
        }
        return model.toBuilder().setGraph(graph).build().toByteArray();
    }

    private static String embedding(GraphProto graph, String name) {
        Constants constants = new Constants(graph);
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto node = graph.getNode(i);
            if (node.getOutputCount() > 0
                    && (node.getName().equals(name) || node.getOutputList().contains(name))) {
                String given = node.getOutputList().contains(name) ? name : node.getOutput(0);
                return LinearLayer.at(graph, constants, i, List.of())
                        .map(LinearLayer::input)
                        .orElse(given);
            }
        }
        throw LinearLayer.refused("The graph has no node '" + name + "'. " + LinearLayer.advice(graph));
    }

    /** What a value's shape is for one picture: tried, for not every file says it. */
    static long[] shape(ModelProto model, GraphProto.Builder cut, String value, Port input) {
        ValueInfoProto.Builder port = Tensors.value(value).toBuilder();
        port.getTypeBuilder().getTensorTypeBuilder().clearShape();
        byte[] tried =
                model.toBuilder().setGraph(cut.clone().addOutput(port)).build().toByteArray();
        float[] picture = new float[input.size()];
        Random random = new Random(1);
        for (int i = 0; i < picture.length; i++) {
            picture[i] = random.nextFloat();
        }
        try (OnnxRunner runner = new OnnxRunner(tried, input, value)) {
            return runner.results(new float[][] {picture}).shape();
        }
    }

    private static Long[] boxed(long[] shape) {
        return Arrays.stream(shape).boxed().toArray(Long[]::new);
    }

    private static String averaged(GraphProto.Builder graph, String value, long opset) {
        String output = ADDED + ".features";
        NodeProto.Builder mean =
                Nodes.node("ReduceMean", ADDED + ".mean", output, value).addAttribute(Nodes.number("keepdims", 0));
        if (opset < AXES_AS_INPUT) {
            mean.addAttribute(Nodes.ints("axes", 1));
        } else {
            graph.addInitializer(Tensors.longs(ADDED + ".axes", 1));
            mean.addInput(ADDED + ".axes");
        }
        graph.addNode(mean);
        return output;
    }

    /** Version of the operators. */
    static long opset(ModelProto model) {
        return model.getOpsetImportList().stream()
                .filter(set -> !set.getDomain().contains(".") || set.getDomain().equals("ai.onnx"))
                .mapToLong(OperatorSetIdProto::getVersion)
                .max()
                .orElse(1);
    }

    private static String flattened(GraphProto.Builder graph, String value) {
        String output = ADDED + ".features";
        graph.addNode(Nodes.node("Flatten", "", output, value).addAttribute(Nodes.number("axis", 1)));
        return output;
    }

    /** The part of a graph that a value depends on, without an output yet. */
    static GraphProto.Builder upTo(GraphProto graph, String value) {
        Set<String> needed = needed(graph, value);
        GraphProto.Builder cut = graph.toBuilder()
                .clearNode()
                .clearInitializer()
                .clearOutput()
                .clearValueInfo()
                .clearInput();
        graph.getNodeList().stream()
                .filter(n -> n.getOutputList().stream().anyMatch(needed::contains))
                .forEach(cut::addNode);
        graph.getInitializerList().stream()
                .filter(t -> needed.contains(t.getName()))
                .forEach(cut::addInitializer);
        graph.getInputList().stream().filter(v -> needed.contains(v.getName())).forEach(cut::addInput);
        return cut;
    }

    /** Names of all values on which one depends, itself included. */
    private static Set<String> needed(GraphProto graph, String value) {
        Constants constants = new Constants(graph);
        Set<String> needed = new HashSet<>();
        Deque<String> open = new ArrayDeque<>();
        open.add(value);
        while (!open.isEmpty()) {
            String name = open.remove();
            if (needed.add(name)) {
                constants
                        .producer(name)
                        .ifPresent(i -> open.addAll(graph.getNode(i).getInputList()));
            }
        }
        return needed;
    }
}
