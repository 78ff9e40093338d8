package io.plumbline.bundle.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.plumbline.kernel.Rejection;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a graph computes from shapes and constants alone, by operators that are not allowed or as sizes to scale to: pictures are of one
 * size here, so it always comes out the same, and is written in as constants. What is harmless can then be read off the file.
 */
public final class FixedSizes {
    private static final Set<String> OF_SHAPES = Set.of("Shape", "Size", "Constant");

    private final GraphProto graph;
    private final Constants constants;
    private final Map<String, Boolean> known = new HashMap<>();

    private FixedSizes(GraphProto graph) {
        this.graph = graph;
        this.constants = new Constants(graph);
    }

    /**
     * The graph with such values as constants; the graph itself if it has none. It is run once for that. Where they depend on shapes, it
     * is for one picture at a time from then on, or as many as it was for.
     *
     * @param input what it takes
     * @throws Rejection REFUSED, {@code onnx-unloadable}, if ONNX Runtime does not run it
     */
    public static byte[] of(byte[] onnx, Port input) {
        ModelProto model = OnnxCheck.parse(onnx);
        FixedSizes sizes = new FixedSizes(model.getGraph());
        SortedSet<String> computed = sizes.computed();
        if (computed.isEmpty()) {
            return onnx;
        }
        return model.toBuilder()
                .setGraph(sizes.with(values(model, computed, input), input))
                .build()
                .toByteArray();
    }

    /** Values that depend on shapes alone, by which something is scaled or padded, or which an operator gives that is not allowed. */
    private SortedSet<String> computed() {
        SortedSet<String> computed = new TreeSet<>();
        for (NodeProto node : graph.getNodeList()) {
            if (!OnnxCheck.isAllowed(node) && isOfShapes(node)) {
                computed.addAll(given(node));
            }
            boolean pad = node.getOpType().equals("Pad");
            if (pad || Set.of("Resize", "Upsample").contains(node.getOpType())) {
                for (int i = 1; i < Math.min(node.getInputCount(), pad ? 2 : 4); i++) {
                    String value = node.getInput(i);
                    boolean fixed = value.isEmpty()
                            || constants.isEmpty(value)
                            || !constants.numbers(value).isEmpty();
                    if (!fixed && isOfShapes(value)) {
                        constants.producer(value).map(graph::getNode).ifPresent(n -> computed.addAll(given(n)));
                    }
                }
            }
        }
        return computed;
    }

    private static List<String> given(NodeProto node) {
        return node.getOutputList().stream().filter(each -> !each.isEmpty()).toList();
    }

    private boolean isOfShapes(String value) {
        Boolean before = known.get(value);
        if (before != null) {
            return before;
        }
        // Until it is known: what depends on itself depends on no shape.
        known.put(value, false);
        boolean is = constants.isInitializer(value)
                || constants
                        .producer(value)
                        .map(graph::getNode)
                        .filter(this::isOfShapes)
                        .isPresent();
        known.put(value, is);
        return is;
    }

    /** Whether a node's outputs depend on shapes and constants alone; those of graphs within it, or drawn at random, do not. */
    private boolean isOfShapes(NodeProto node) {
        boolean plain = node.getAttributeList().stream().noneMatch(AttributeProto::hasG)
                && !node.getOpType().startsWith("Random");
        return plain
                && (OF_SHAPES.contains(node.getOpType())
                        || (node.getInputCount() > 0
                                && node.getInputList().stream().allMatch(each -> each.isEmpty() || isOfShapes(each))));
    }

    private static List<TensorProto> values(ModelProto model, SortedSet<String> computed, Port input) {
        GraphProto.Builder asked = model.getGraph().toBuilder().clearOutput();
        computed.forEach(name -> asked.addOutput(ValueInfoProto.newBuilder().setName(name)));
        List<TensorProto> values = new ArrayList<>();
        int batch = Math.max(1, batch(model.getGraph(), input));
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            byte[] onnx = model.toBuilder().setGraph(asked).build().toByteArray();
            try (OrtSession session = DjlSettings.runtime().createSession(onnx, options);
                    OnnxTensor picture = OnnxTensor.createTensor(
                            DjlSettings.runtime(),
                            ByteBuffer.allocateDirect(Math.multiplyExact(batch, input.size() * Float.BYTES))
                                    .order(ByteOrder.nativeOrder())
                                    .asFloatBuffer(),
                            input.batch(batch));
                    OrtSession.Result given = session.run(Map.of(input.name(), picture))) {
                for (Map.Entry<String, OnnxValue> each : given) {
                    values.add(tensor(each.getKey(), each.getValue()));
                }
            }
        } catch (OrtException e) {
            throw new Rejection(
                    Rejection.Kind.REFUSED,
                    "onnx-unloadable",
                    "ONNX Runtime does not run the network on a picture of its size: " + e.getMessage(),
                    e);
        }
        return values;
    }

    /** How many pictures the graph takes at a time; 0 for any number. */
    private static int batch(GraphProto graph, Port input) {
        return graph.getInputList().stream()
                .filter(each -> each.getName().equals(input.name()))
                .map(each -> each.getType().getTensorType().getShape())
                .filter(shape -> shape.getDimCount() > 0)
                .mapToInt(shape ->
                        (int) Math.max(0, Math.min(1 << 10, shape.getDim(0).getDimValue())))
                .findFirst()
                .orElse(0);
    }

    private static TensorProto tensor(String name, OnnxValue value) {
        if (value instanceof OnnxTensor tensor && tensor.getByteBuffer() != null) {
            return Tensors.raw(
                    name,
                    TensorProto.DataType.valueOf(
                            tensor.getInfo().onnxType.name().replaceFirst("^ONNX_TENSOR_ELEMENT_DATA_TYPE_", "")),
                    tensor.getByteBuffer(),
                    tensor.getInfo().getShape());
        }
        throw OnnxCheck.refused(
                "onnx-graph-wrong", "model.onnx computes '" + name + "', which is no tensor of numbers.");
    }

    private GraphProto with(List<TensorProto> values, Port input) {
        Set<String> fixed = values.stream().map(TensorProto::getName).collect(Collectors.toSet());
        List<NodeProto> nodes = graph.getNodeList().stream()
                .filter(node -> node.getOutputList().stream().noneMatch(fixed::contains))
                .toList();
        List<NodeProto> read = read(nodes);
        Set<String> before = reads(graph.getNodeList());
        Set<String> after = reads(read);
        GraphProto.Builder changed =
                graph.toBuilder().clearNode().addAllNode(read).clearInitializer();
        graph.getInitializerList().stream()
                .filter(each -> after.contains(each.getName()) || !before.contains(each.getName()))
                .forEach(changed::addInitializer);
        values.stream().filter(each -> after.contains(each.getName())).forEach(changed::addInitializer);
        if (dependOnShapes(fixed)) {
            for (ValueInfoProto.Builder each : changed.getInputBuilderList()) {
                TensorShapeProto.Builder shape =
                        each.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
                if (each.getName().equals(input.name()) && shape.getDimCount() > 0) {
                    shape.getDimBuilder(0).setDimValue(Math.max(1, batch(graph, input)));
                }
            }
        }
        return changed.build();
    }

    /** All that nodes read, and the graph's outputs. */
    private Set<String> reads(List<NodeProto> nodes) {
        Set<String> all = new HashSet<>();
        graph.getOutputList().forEach(output -> all.add(output.getName()));
        nodes.forEach(node -> all.addAll(node.getInputList()));
        return all;
    }

    private boolean dependOnShapes(Set<String> values) {
        Set<String> wanted = new HashSet<>(values);
        for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
            NodeProto node = graph.getNode(i);
            if (node.getOutputList().stream().anyMatch(wanted::contains)) {
                if (Set.of("Shape", "Size").contains(node.getOpType())) {
                    return true;
                }
                wanted.addAll(node.getInputList());
            }
        }
        return false;
    }

    /** Nodes without those whose outputs nothing reads. */
    private List<NodeProto> read(List<NodeProto> nodes) {
        Set<String> wanted = new HashSet<>();
        graph.getOutputList().forEach(output -> wanted.add(output.getName()));
        List<NodeProto> read = new ArrayList<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            NodeProto node = nodes.get(i);
            if (node.getOutputList().stream().anyMatch(wanted::contains)) {
                wanted.addAll(node.getInputList());
                read.add(node);
            }
        }
        Collections.reverse(read);
        return read;
    }
}
