package io.plumbline.bundle.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.plumbline.bundle.onnx.Constants.Constant;
import io.plumbline.bundle.onnx.Tensors.Halves;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a graph keeps its weights. What is computed with is float32 all the same: a weight {@code w} becomes a smaller constant
 * behind {@code Cast}, or {@code Cast} and {@code Mul}, whose output is called {@code w}. ONNX Runtime computes those once, when
 * it loads the graph, so that it runs as fast as before. (It does not with {@code DequantizeLinear}, which is slower.)
 *
 * <p>Only what is kept as float32 is compressed; what is smaller already stays as it is, byte for byte.
 */
public enum Weights {
    /** As they are. */
    FP32,
    /** 16-bit floats: half the bytes, a relative error of at most 2^-11. */
    FP16,
    /**
     * Signed bytes with a scale for each output channel, symmetric about 0: {@code w ≈ scale · q}, q in −127..127, scale =
     * greatest |w| of the channel / 127. A quarter of the bytes, an absolute error of at most half a scale. Biases become
     * 16-bit floats.
     */
    INT8;

    /** Constants of fewer values cost more in names than they save. */
    private static final int LEAST_VALUES = 32;

    /** Of weights all below this, 16-bit floats would keep less than three digits. */
    private static final float LEAST_WEIGHT = 0x1p-10f;

    private static final int STEPS = 127;
    /** Below it 16-bit floats have fewer digits. */
    private static final float LEAST_SCALE = 0x1p-14f;

    private static final int CONSTANT_INITIALIZERS = 4;
    private static final Set<String> READERS = Set.of("Conv", "ConvTranspose", "Gemm", "MatMul", "Add", "Mul", "PRelu");

    /**
     * A graph with its weights kept this way; the same graph gives the same bytes.
     *
     * @param onnx any graph
     * @throws io.plumbline.kernel.Rejection REFUSED, {@code onnx-not-readable}
     */
    public byte[] compress(byte[] onnx) {
        if (this == FP32) {
            return onnx.clone();
        }
        ModelProto model = OnnxCheck.parse(onnx);
        GraphProto compressed = new Compression(model.getGraph(), this == INT8).graph();
        return model.toBuilder()
                // Before version 4 every initializer is an input that a caller may set, so nothing of it is computed at
                // load.
                .setIrVersion(Math.max(model.getIrVersion(), CONSTANT_INITIALIZERS))
                .setGraph(compressed)
                .build()
                .toByteArray();
    }

    /** The compression of one graph. */
    private static final class Compression {
        private final GraphProto graph;
        private final boolean toBytes;
        private final Map<String, List<Use>> uses = new HashMap<>();
        private final Set<String> names = new HashSet<>();
        private final List<TensorProto> tensors = new ArrayList<>();
        private final List<NodeProto> expansions = new ArrayList<>();
        private final Set<String> done = new HashSet<>();

        private record Use(NodeProto node, int input) {}

        Compression(GraphProto graph, boolean toBytes) {
            this.graph = graph;
            this.toBytes = toBytes;
            graph.getInitializerList().forEach(t -> names.add(t.getName()));
            for (NodeProto node : graph.getNodeList()) {
                names.addAll(node.getOutputList());
                for (int i = 0; i < node.getInputCount(); i++) {
                    uses.computeIfAbsent(node.getInput(i), none -> new ArrayList<>())
                            .add(new Use(node, i));
                }
            }
        }

        GraphProto graph() {
            Constants constants = new Constants(graph);
            GraphProto.Builder result = graph.toBuilder().clearInitializer().clearNode();
            for (TensorProto tensor : graph.getInitializerList()) {
                if (!compress(tensor.getName(), tensor.getDataType(), constants)) {
                    tensors.add(tensor);
                }
            }
            List<NodeProto> kept = new ArrayList<>();
            for (NodeProto node : graph.getNodeList()) {
                boolean constant = node.getOpType().equals("Constant") && node.getOutputCount() == 1;
                int type = Nodes.attribute(node, "value")
                        .map(a -> a.getT().getDataType())
                        .orElse(0);
                if (!constant || !compress(node.getOutput(0), type, constants)) {
                    kept.add(node);
                }
            }
            result.clearInput();
            graph.getInputList().stream()
                    .filter(i -> !done.contains(i.getName()))
                    .forEach(result::addInput);
            return result.addAllInitializer(tensors)
                    .addAllNode(expansions)
                    .addAllNode(kept)
                    .build();
        }

        private boolean compress(String name, int type, Constants constants) {
            if (type != TensorProto.DataType.FLOAT.getNumber()) {
                return false;
            }
            List<Use> by = uses.getOrDefault(name, List.of());
            Optional<Constant> found = constants.of(name).filter(c -> fits(c, by));
            if (found.isEmpty()) {
                return false;
            }
            done.add(name);
            int axis = toBytes ? channels(found.get(), by) : -1;
            if (axis < 0) {
                halve(name, found.get());
            } else {
                quantise(name, found.get(), axis);
            }
            return true;
        }

        private static boolean fits(Constant constant, List<Use> uses) {
            boolean read = !uses.isEmpty()
                    && uses.stream().allMatch(u -> READERS.contains(u.node().getOpType()));
            if (!read || constant.values().length < LEAST_VALUES) {
                return false;
            }
            float greatest = 0;
            for (float value : constant.values()) {
                greatest = Math.max(greatest, Math.abs(value));
            }
            return greatest == 0 || (greatest >= LEAST_WEIGHT && greatest <= Halves.GREATEST);
        }

        /** The axis of a weight's output channels; -1 if it is no matrix or filter, or is used in two ways. */
        private static int channels(Constant constant, List<Use> uses) {
            int rank = constant.shape().size();
            int axis = -1;
            for (Use use : uses) {
                NodeProto node = use.node();
                int each =
                        switch (node.getOpType()) {
                            case "Conv" -> 0;
                            // Its weight is (in, out / groups, …): with groups, the inputs of a group have a scale
                            // each.
                            case "ConvTranspose" -> Nodes.number(node, "group", 1) == 1 ? 1 : 0;
                            case "Gemm" -> Nodes.number(node, "transB", 0) == 0 ? 1 : 0;
                            case "MatMul" -> rank - 1;
                            default -> -1;
                        };
                if (use.input() != 1 || rank < 2 || (axis >= 0 && axis != each)) {
                    return -1;
                }
                axis = each;
            }
            return axis;
        }

        private void halve(String name, Constant constant) {
            String half = unused("h");
            tensors.add(Tensors.halves(half, constant.values(), array(constant.shape())));
            expand(half, name);
        }

        private void quantise(String name, Constant constant, int axis) {
            int channels = Math.toIntExact(constant.shape().get(axis));
            float[] scales = scales(constant, axis);
            byte[] steps = new byte[constant.values().length];
            for (int i = 0; i < steps.length; i++) {
                float scale = scales[channel(i, constant, axis)];
                steps[i] = (byte) Math.max(-STEPS, Math.min(STEPS, Math.round(constant.values()[i] / scale)));
            }
            long[] shape = new long[constant.shape().size()];
            java.util.Arrays.fill(shape, 1);
            shape[axis] = channels;
            String bytes = unused("q");
            tensors.add(Tensors.bytes(bytes, steps, array(constant.shape())));
            String scale = unused("s");
            if (channels < LEAST_VALUES || smallest(scales) < LEAST_SCALE) {
                tensors.add(Tensors.floats(scale, scales, shape));
            } else {
                String half = unused("t");
                tensors.add(Tensors.halves(half, scales, shape));
                expand(half, scale);
            }
            String cast = unused("c");
            expand(bytes, cast);
            expansions.add(Nodes.node("Mul", "", name, cast, scale).build());
        }

        /**
         * The greatest size of each channel's weights / 127; where a 16-bit float can hold it, the next one that is not below
         * it. 1 for a channel of zeros.
         */
        private static float[] scales(Constant constant, int axis) {
            float[] scales = new float[Math.toIntExact(constant.shape().get(axis))];
            for (int i = 0; i < constant.values().length; i++) {
                int c = channel(i, constant, axis);
                scales[c] = Math.max(scales[c], Math.abs(constant.values()[i]) / STEPS);
            }
            for (int c = 0; c < scales.length; c++) {
                if (scales[c] == 0) {
                    scales[c] = 1;
                } else if (scales[c] >= LEAST_SCALE) {
                    short half = Halves.of(scales[c]);
                    scales[c] = Halves.toFloat(Halves.toFloat(half) < scales[c] ? (short) (half + 1) : half);
                }
            }
            return scales;
        }

        private static float smallest(float[] scales) {
            float smallest = Float.POSITIVE_INFINITY;
            for (float scale : scales) {
                smallest = Math.min(smallest, scale);
            }
            return smallest;
        }

        private static int channel(int index, Constant constant, int axis) {
            int inner = 1;
            for (int d = axis + 1; d < constant.shape().size(); d++) {
                inner *= constant.shape().get(d).intValue();
            }
            return (index / inner) % constant.shape().get(axis).intValue();
        }

        private void expand(String small, String name) {
            expansions.add(Nodes.node("Cast", "", name, small)
                    .addAttribute(Nodes.number("to", TensorProto.DataType.FLOAT.getNumber()))
                    .build());
        }

        /** A name that nothing has yet; short, for in a small network names weigh as much as scales. */
        private String unused(String letter) {
            int n = 0;
            while (!names.add(letter + n)) {
                n++;
            }
            return letter + n;
        }

        private static long[] array(List<Long> shape) {
            return shape.stream().mapToLong(Long::longValue).toArray();
        }
    }
}
