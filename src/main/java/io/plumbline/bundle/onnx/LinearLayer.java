package io.plumbline.bundle.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.plumbline.bundle.onnx.Constants.Constant;
import io.plumbline.kernel.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A linear layer of a graph with constant weights: {@code Gemm}, {@code MatMul} or a 1 × 1 {@code Conv}, each with a bias of
 * its own, in an {@code Add} behind it, or none.
 *
 * @param graph where it is
 * @param node index of the Gemm, MatMul or Conv
 * @param add index of the Add that holds the bias, or −1
 * @param bias name of the bias, or empty
 * @param behind indices of the nodes behind it, up to the graph's output, from the last to the first
 */
record LinearLayer(GraphProto graph, int node, int add, String bias, List<Integer> behind) {
    private static final int MOST_CANDIDATES = 8;
    private static final Set<String> MEANS = Set.of("GlobalAveragePool", "AveragePool", "ReduceMean");

    /** They give a linear layer's rows on, in another shape or as probabilities, each class for itself or all alike. */
    private static final Set<String> HANDED_ON = Set.of(
            "Softmax",
            "LogSoftmax",
            "Flatten",
            "Reshape",
            "Squeeze",
            "Dropout",
            "Identity",
            "Cast",
            "GlobalAveragePool",
            "AveragePool",
            "ReduceMean");

    /** They give one number for each of another, or for some of them: what a class is called before them is known. */
    private static final Set<String> LINEAR =
            Set.of("Gemm", "MatMul", "Conv", "MatMulInteger", "ConvInteger", "QLinearMatMul", "QLinearConv");

    /**
     * The layer that gives the graph's output, through nodes that change nothing of what a class means.
     *
     * @throws Rejection REFUSED, {@code onnx-no-linear-head}, with the nodes that could be named instead
     */
    static LinearLayer last(GraphProto graph) {
        if (graph.getOutputCount() != 1) {
            throw none(graph, "it has " + graph.getOutputCount() + " outputs");
        }
        Constants constants = new Constants(graph);
        List<Integer> behind = new ArrayList<>();
        String value = graph.getOutput(0).getName();
        while (behind.size() < graph.getNodeCount()) {
            String looked = value;
            int index =
                    constants.producer(value).orElseThrow(() -> none(graph, "nothing in it gives '" + looked + "'"));
            Optional<LinearLayer> found = at(graph, constants, index, behind);
            if (found.isPresent()) {
                return found.filter(layer -> !layer.isOfParts())
                        .orElseThrow(() -> none(graph, "it is of each part of a picture"));
            }
            NodeProto node = graph.getNode(index);
            if (!HANDED_ON.contains(node.getOpType()) || node.getInputCount() == 0) {
                throw none(graph, "its output comes from '" + node.getOpType() + "' (" + Nodes.called(node) + ")");
            }
            behind.add(index);
            value = node.getInput(0);
        }
        throw none(graph, "its nodes form a ring");
    }

    /** Whether it is a matrix for each part of a picture, over which the mean is taken behind it. */
    private boolean isOfParts() {
        return layer().getOpType().equals("MatMul")
                && behind.stream().anyMatch(i -> MEANS.contains(graph.getNode(i).getOpType()));
    }

    /**
     * The node of the last linear layer of any form, quantised ones among them, where the graph's output is computed from that layer alone: in
     * front of it another head can stand.
     */
    static Optional<NodeProto> lastOfAnyForm(GraphProto graph) {
        return graph.getOutputCount() == 1
                ? lastOfAnyForm(graph, new Constants(graph), graph.getOutput(0).getName(), graph.getNodeCount())
                : Optional.empty();
    }

    private static Optional<NodeProto> lastOfAnyForm(GraphProto graph, Constants constants, String value, int deepest) {
        Optional<NodeProto> found = constants.producer(value).map(graph::getNode);
        if (found.isEmpty() || deepest == 0) {
            return Optional.empty();
        }
        NodeProto node = found.get();
        int weight = node.getOpType().startsWith("QLinear") ? 3 : 1;
        if (LINEAR.contains(node.getOpType())) {
            return found.filter(n -> n.getInputCount() > weight && constants.isFixed(n.getInput(weight)));
        }
        List<String> changing = node.getInputList().stream()
                .filter(input -> !constants.isFixed(input))
                .distinct()
                .toList();
        // What is quantised as it comes is multiplied by a scale that comes with it.
        return changing.size() == 1 || node.getOpType().equals("Mul")
                ? changing.stream()
                        .flatMap(input -> lastOfAnyForm(graph, constants, input, deepest - 1).stream())
                        .findFirst()
                : Optional.empty();
    }

    /** The linear layer whose last node is this one, or empty if it is none. */
    static Optional<LinearLayer> at(GraphProto graph, Constants constants, int index, List<Integer> behind) {
        NodeProto node = graph.getNode(index);
        if (node.getOpType().equals("Add") && node.getInputCount() == 2) {
            int constant = constants.has(node.getInput(0)) ? 0 : 1;
            return constants
                    .producer(node.getInput(1 - constant))
                    .filter(product -> constants.has(node.getInput(constant)))
                    .flatMap(product -> at(graph, constants, product, behind))
                    .filter(layer -> layer.bias().isEmpty())
                    .map(layer -> new LinearLayer(graph, layer.node(), index, node.getInput(constant), layer.behind()));
        }
        boolean linear =
                switch (node.getOpType()) {
                    case "Gemm" -> true;
                    case "MatMul" -> node.getInputCount() == 2;
                    case "Conv" ->
                        Nodes.number(node, "group", 1) == 1
                                && Nodes.all(node, "kernel_shape", 1)
                                && Nodes.all(node, "strides", 1)
                                && Nodes.all(node, "pads", 0);
                    default -> false;
                };
        if (!linear || node.getInputCount() < 2 || !constants.has(node.getInput(1))) {
            return Optional.empty();
        }
        List<Long> shape = constants.of(node.getInput(1)).map(Constant::shape).orElse(List.of());
        boolean filter = node.getOpType().equals("Conv");
        boolean matrix = filter ? shape.size() == 4 && shape.get(2) == 1 && shape.get(3) == 1 : shape.size() == 2;
        String bias = node.getInputCount() > 2 ? node.getInput(2) : "";
        if (!matrix || (!bias.isEmpty() && !constants.has(bias))) {
            return Optional.empty();
        }
        return Optional.of(new LinearLayer(graph, index, -1, bias, List.copyOf(behind)));
    }

    NodeProto layer() {
        return graph.getNode(node);
    }

    /** Name of what it reads. */
    String input() {
        return layer().getInput(0);
    }

    /** Name of its weights. */
    String weight() {
        return layer().getInput(1);
    }

    boolean isConvolution() {
        return layer().getOpType().equals("Conv");
    }

    /** Whether each row of the weights belongs to a class, and not each column. */
    boolean rowsAreClasses() {
        return isConvolution() || (layer().getOpType().equals("Gemm") && Nodes.number(layer(), "transB", 0) != 0);
    }

    /** Whether what it reads has the batch last. */
    boolean turnsItsInput() {
        return layer().getOpType().equals("Gemm") && Nodes.number(layer(), "transA", 0) != 0;
    }

    /**
     * Its weights and bias, with the factors of a Gemm in them.
     *
     * @throws Rejection REFUSED, {@code onnx-no-linear-head}, if they do not fit each other or are no numbers
     */
    Head head() {
        Constants constants = new Constants(graph);
        Constant weight = constants.of(weight()).orElseThrow(() -> none(graph, "its weights are not constant"));
        int rows = Math.toIntExact(weight.shape().get(0));
        float[][] matrix = new float[rows][weight.values().length / rows];
        for (int r = 0; r < rows; r++) {
            System.arraycopy(weight.values(), r * matrix[r].length, matrix[r], 0, matrix[r].length);
        }
        float[][] byClass = rowsAreClasses() ? matrix : transposed(matrix);
        float[] given = bias.isEmpty()
                ? new float[1]
                : constants.of(bias).map(Constant::values).orElseThrow(() -> none(graph, "its bias is not constant"));
        if (given.length != 1 && given.length != byClass.length) {
            throw none(graph, "it has " + byClass.length + " rows but " + given.length + " biases");
        }
        float alpha = Nodes.factor(layer(), "alpha");
        float beta = add < 0 ? Nodes.factor(layer(), "beta") : 1;
        float[] biases = new float[byClass.length];
        for (int c = 0; c < biases.length; c++) {
            biases[c] = beta * given[given.length == 1 ? 0 : c];
            for (int f = 0; f < byClass[c].length; f++) {
                byClass[c][f] *= alpha;
            }
        }
        try {
            return new Head(byClass, biases);
        } catch (IllegalArgumentException e) {
            throw none(graph, String.valueOf(e.getMessage()));
        }
    }

    static float[][] transposed(float[][] matrix) {
        float[][] turned = new float[matrix[0].length][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix[i].length; j++) {
                turned[j][i] = matrix[i][j];
            }
        }
        return turned;
    }

    static Rejection none(GraphProto graph, String what) {
        return refused("The graph must end with a linear layer (Gemm, MatMul or 1 × 1 Conv) of constant weights: "
                + what + ". " + advice(graph));
    }

    static Rejection refused(String sentence) {
        return new Rejection(Rejection.Kind.REFUSED, "onnx-no-linear-head", sentence);
    }

    /** Which nodes could be named, from the last on. */
    static String advice(GraphProto graph) {
        Constants constants = new Constants(graph);
        List<String> candidates = new ArrayList<>();
        for (int i = graph.getNodeCount() - 1; i >= 0 && candidates.size() < MOST_CANDIDATES; i--) {
            NodeProto node = graph.getNode(i);
            boolean pool = node.getOpType().equals("GlobalAveragePool")
                    || node.getOpType().equals("Flatten");
            Optional<LinearLayer> layer =
                    node.getOpType().equals("Add") ? Optional.empty() : at(graph, constants, i, List.of());
            if (layer.isPresent() || pool) {
                candidates.add("'" + Nodes.called(node) + "' (" + node.getOpType() + ")");
            }
        }
        Optional<String> foreign = graph.getNodeList().stream()
                .filter(node -> !OnnxCheck.isOwn(node))
                .map(node -> "'" + node.getDomain() + "' (" + node.getOpType() + ")")
                .findFirst();
        if (foreign.isPresent()) {
            return "It has operators of the domain " + foreign.get()
                    + ", which are not allowed: export it again as plain ONNX, without the optimisations of a runtime.";
        }
        return candidates.isEmpty()
                ? "It has no such layer anywhere."
                : "Name the node to cut at; the last that would do are " + String.join(", ", candidates) + ".";
    }
}
