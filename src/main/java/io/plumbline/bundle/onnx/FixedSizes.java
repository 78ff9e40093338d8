package io.plumbline.bundle.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Sizes that a graph computes from shapes, as PyTorch writes them where it scales one thing to the size of another: pictures are of one
 * size here, so they always come out the same, and are written in as constants. What is harmless can then be read off the file.
 */
public final class FixedSizes {
    private static final String SUFFIX = ".fixed";

    private final GraphProto graph;
    private final Constants constants;
    private final Map<String, Boolean> known = new HashMap<>();

    private FixedSizes(GraphProto graph) {
        this.graph = graph;
        this.constants = new Constants(graph);
    }

    /**
     * The graph with such sizes as constants, for one picture at a time; the graph itself if it has none. It is run once for that.
     *
     * @param input what it takes
     * @throws Rejection REFUSED, {@code onnx-unloadable}, if ONNX Runtime does not run it
     */
    public static byte[] of(byte[] onnx, Port input) {
        ModelProto model = OnnxCheck.parse(onnx);
        FixedSizes sizes = new FixedSizes(model.getGraph());
        SortedMap<String, DataType> computed = sizes.computed();
        if (computed.isEmpty()) {
            return onnx;
        }
        return model.toBuilder()
                .setGraph(sizes.with(values(model, computed, input), input))
                .build()
                .toByteArray();
    }

    /** Values by which something is scaled or padded, that are no constants and depend on shapes alone. */
    private SortedMap<String, DataType> computed() {
        SortedMap<String, DataType> computed = new TreeMap<>();
        for (NodeProto node : graph.getNodeList()) {
            boolean pad = node.getOpType().equals("Pad");
            if (pad || node.getOpType().equals("Resize")) {
                for (int i = 1; i < Math.min(node.getInputCount(), pad ? 2 : 4); i++) {
                    String value = node.getInput(i);
                    boolean fixed = value.isEmpty()
                            || constants.isEmpty(value)
                            || !constants.numbers(value).isEmpty();
                    if (!fixed && isOfShapes(value)) {
                        computed.put(value, pad || i == 3 ? DataType.INT64 : DataType.FLOAT);
                    }
                }
            }
        }
        return computed;
    }

    private boolean isOfShapes(String value) {
        Boolean before = known.get(value);
        if (before != null) {
            return before;
        }
        // Until it is known: what depends on itself depends on no shape.
        known.put(value, false);
        boolean is = constants.has(value)
                || !constants.numbers(value).isEmpty()
                || constants
                        .producer(value)
                        .map(graph::getNode)
                        .filter(this::isOfShapes)
                        .isPresent();
        known.put(value, is);
        return is;
    }

    private boolean isOfShapes(NodeProto node) {
        return Set.of("Shape", "Size", "Constant").contains(node.getOpType())
                || node.getInputList().stream().allMatch(each -> each.isEmpty() || isOfShapes(each));
    }

    private static Map<String, TensorProto> values(ModelProto model, SortedMap<String, DataType> computed, Port input) {
        GraphProto.Builder asked = model.getGraph().toBuilder().clearOutput();
        computed.forEach((name, type) -> asked.addOutput(output(name, type)));
        Map<String, TensorProto> values = new LinkedHashMap<>();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            byte[] onnx = model.toBuilder().setGraph(asked).build().toByteArray();
            try (OrtSession session = DjlSettings.runtime().createSession(onnx, options);
                    OnnxTensor picture = OnnxTensor.createTensor(
                            DjlSettings.runtime(),
                            ByteBuffer.allocateDirect(input.size() * Float.BYTES)
                                    .order(ByteOrder.nativeOrder())
                                    .asFloatBuffer(),
                            input.batch(1));
                    OrtSession.Result given = session.run(Map.of(input.name(), picture))) {
                for (Map.Entry<String, OnnxValue> each : given) {
                    values.put(
                            each.getKey(), tensor(each.getKey(), each.getValue().getValue()));
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

    private static ValueInfoProto output(String name, DataType type) {
        ValueInfoProto.Builder output = ValueInfoProto.newBuilder().setName(name);
        output.getTypeBuilder().getTensorTypeBuilder().setElemType(type.getNumber());
        return output.build();
    }

    private static TensorProto tensor(String name, Object value) {
        if (value instanceof long[] sizes) {
            return Tensors.longs(name + SUFFIX, sizes);
        }
        if (value instanceof float[] scales) {
            return Tensors.floats(name + SUFFIX, scales, scales.length);
        }
        throw OnnxCheck.refused(
                "onnx-graph-wrong", "model.onnx scales by '" + name + "', which is no list of numbers.");
    }

    private GraphProto with(Map<String, TensorProto> values, Port input) {
        List<NodeProto> nodes = new ArrayList<>();
        for (NodeProto node : graph.getNodeList()) {
            NodeProto.Builder changed = node.toBuilder();
            boolean scales = Set.of("Pad", "Resize").contains(node.getOpType());
            for (int i = 1; scales && i < node.getInputCount(); i++) {
                if (values.containsKey(node.getInput(i))) {
                    changed.setInput(i, node.getInput(i) + SUFFIX);
                }
            }
            nodes.add(changed.build());
        }
        GraphProto.Builder fixed =
                graph.toBuilder().addAllInitializer(values.values()).clearNode().addAllNode(read(nodes));
        for (ValueInfoProto.Builder each : fixed.getInputBuilderList()) {
            TensorShapeProto.Builder shape =
                    each.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
            if (each.getName().equals(input.name()) && shape.getDimCount() > 0) {
                shape.getDimBuilder(0).setDimValue(1);
            }
        }
        return fixed.build();
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
