package io.plumbline.bundle.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The values in a graph that do not depend on its input, though some are computed: weights kept as bytes and a scale, as
 * {@link Weights} writes them, or turned by a Transpose.
 */
final class Constants {
    private static final int DEEPEST = 12;
    private static final Set<String> OF_SHAPES = Set.of("Shape", "Size");

    private final Map<String, TensorProto> initializers = new HashMap<>();
    private final Map<String, Integer> producers = new HashMap<>();
    private final Map<String, Boolean> fixed = new HashMap<>();
    private final GraphProto graph;

    /**
     * A constant.
     *
     * @param shape of the tensor
     * @param values in row-major order, owned by whoever asked
     */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: constants are never compared nor used as keys.
    record Constant(List<Long> shape, float[] values) {}

    Constants(GraphProto graph) {
        this.graph = graph;
        graph.getInitializerList().forEach(t -> initializers.putIfAbsent(t.getName(), t));
        for (int i = 0; i < graph.getNodeCount(); i++) {
            for (String output : graph.getNode(i).getOutputList()) {
                producers.putIfAbsent(output, i);
            }
        }
    }

    /** Whether a value is one of the constants that a graph lists. */
    boolean isInitializer(String value) {
        return initializers.containsKey(value);
    }

    /** Whether a value does not depend on what a picture shows, however it is computed; "" does not. */
    boolean isFixed(String value) {
        Boolean before = fixed.get(value);
        if (before == null) {
            // Until it is known: what depends on itself is none.
            fixed.put(value, false);
            before = value.isEmpty()
                    || isInitializer(value)
                    || producer(value)
                            .filter(i -> OF_SHAPES.contains(graph.getNode(i).getOpType())
                                    || graph.getNode(i).getInputList().stream().allMatch(this::isFixed))
                            .isPresent();
            fixed.put(value, before);
        }
        return before;
    }

    /** Index of the node that gives a value. */
    Optional<Integer> producer(String value) {
        return Optional.ofNullable(producers.get(value));
    }

    /** Whether a value is a constant that can be read. */
    boolean has(String value) {
        return of(value).isPresent();
    }

    /** A constant of floats, or empty if the value is none or is computed in a way that is not known here. */
    Optional<Constant> of(String value) {
        return of(value, DEEPEST);
    }

    /** The numbers of a constant of floats or 64-bit whole numbers; empty if it is none. */
    List<Double> numbers(String value) {
        Optional<TensorProto> tensor = tensor(value);
        Optional<long[]> whole = tensor.flatMap(Tensors::longs);
        List<Double> numbers = new ArrayList<>();
        if (whole.isPresent()) {
            for (long each : whole.get()) {
                numbers.add((double) each);
            }
            return numbers;
        }
        of(value).map(Constant::values).ifPresent(values -> {
            for (float each : values) {
                numbers.add((double) each);
            }
        });
        return numbers;
    }

    /** Whether a value is a constant without elements, as some programs write for "none". */
    boolean isEmpty(String value) {
        return tensor(value).filter(t -> Tensors.elements(t) == 0).isPresent();
    }

    /** The tensor of an initializer or of a node Constant. */
    private Optional<TensorProto> tensor(String value) {
        TensorProto initializer = initializers.get(value);
        if (initializer != null) {
            return Optional.of(initializer);
        }
        return producer(value)
                .map(graph::getNode)
                .filter(n -> n.getOpType().equals("Constant"))
                .flatMap(n -> Nodes.attribute(n, "value"))
                .filter(AttributeProto::hasT)
                .map(AttributeProto::getT);
    }

    private Optional<Constant> of(String value, int deepest) {
        Optional<TensorProto> tensor = tensor(value);
        if (tensor.isPresent()) {
            return tensor.flatMap(Constants::read);
        }
        Integer producer = producers.get(value);
        if (producer == null || deepest == 0) {
            return Optional.empty();
        }
        NodeProto node = graph.getNode(producer);
        List<Constant> inputs = new ArrayList<>();
        for (String input : node.getInputList()) {
            Optional<Constant> each = of(input, deepest - 1);
            if (each.isEmpty()) {
                return Optional.empty();
            }
            inputs.add(each.get());
        }
        return computed(node, inputs);
    }

    private static Optional<Constant> read(TensorProto tensor) {
        return Tensors.values(tensor).map(values -> new Constant(tensor.getDimsList(), values));
    }

    private static Optional<Constant> computed(NodeProto node, List<Constant> inputs) {
        boolean one = inputs.size() == 1;
        return switch (node.getOpType()) {
            case "Identity" -> one ? Optional.of(inputs.get(0)) : Optional.empty();
            case "Cast" ->
                one && Nodes.number(node, "to", 0) == TensorProto.DataType.FLOAT.getNumber()
                        ? Optional.of(inputs.get(0))
                        : Optional.empty();
            case "Mul" -> inputs.size() == 2 ? product(inputs.get(0), inputs.get(1)) : Optional.empty();
            case "Transpose" ->
                one && inputs.get(0).shape().size() == 2 ? turned(node, inputs.get(0)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<Constant> turned(NodeProto node, Constant matrix) {
        boolean stays = Nodes.attribute(node, "perm")
                .filter(perm -> perm.getIntsList().equals(List.of(0L, 1L)))
                .isPresent();
        if (stays) {
            return Optional.of(matrix);
        }
        int rows = Math.toIntExact(matrix.shape().get(0));
        int columns = Math.toIntExact(matrix.shape().get(1));
        float[] turned = new float[rows * columns];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                turned[c * rows + r] = matrix.values()[r * columns + c];
            }
        }
        return Optional.of(new Constant(List.of((long) columns, (long) rows), turned));
    }

    /** A tensor times another that has the same rank, or none, and along each axis the same length or 1. */
    private static Optional<Constant> product(Constant a, Constant b) {
        if (a.values().length < b.values().length) {
            return product(b, a);
        }
        return scaled(a, b);
    }

    private static Optional<Constant> scaled(Constant big, Constant small) {
        int rank = big.shape().size();
        boolean scalar = small.values().length == 1;
        if (!scalar && small.shape().size() != rank) {
            return Optional.empty();
        }
        int[] strides = new int[rank];
        int stride = 1;
        for (int d = rank - 1; d >= 0 && !scalar; d--) {
            long side = small.shape().get(d);
            if (side != 1 && side != big.shape().get(d)) {
                return Optional.empty();
            }
            strides[d] = side == 1 ? 0 : stride;
            stride *= (int) side;
        }
        float[] values = new float[big.values().length];
        for (int i = 0; i < values.length; i++) {
            int rest = i;
            int at = 0;
            for (int d = rank - 1; d >= 0; d--) {
                int side = Math.toIntExact(big.shape().get(d));
                at += (rest % side) * strides[d];
                rest /= side;
            }
            values[i] = big.values()[i] * small.values()[at];
        }
        return Optional.of(new Constant(big.shape(), values));
    }
}
