package io.plumbline.bundle.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.plumbline.kernel.Rejection;
import java.util.Arrays;

/**
 * Makes of a segmenter's output one mask of the size of its input: of several channels the probability of one, scaled where it is smaller
 * or larger. Nodes are added, none is changed.
 */
public final class MaskOutput {
    private static final String ADDED = "plumbline.mask";
    /** How much the proportions of a mask may differ from those of the picture. */
    private static final double OFF = 0.1;
    /** Versions of the operators from which on sums are told their axes by an input, and Resize is what scales, with or without a region. */
    private static final int SUM_OF_AXES = 13;

    private static final int RESIZE_WITHOUT_REGION = 13;
    private static final int RESIZE_OF_REGION = 11;
    private static final int RESIZE = 10;
    private static final int UPSAMPLE_BY_INPUT = 9;

    private final GraphProto.Builder graph;
    private final long opset;
    private String value;

    private MaskOutput(ModelProto model, String output) {
        this.graph = model.getGraph().toBuilder();
        this.opset = OnnxGraphs.opset(model);
        this.value = output;
    }

    /**
     * A segmenter with one mask.
     *
     * @param onnx the graph; its output is (N, 1, height, width), or (N, height, width, 1) if its input has the channels last
     * @param name of that output
     * @param probabilities whether it gives probabilities, or logits
     */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: never compared nor used as a key.
    public record Mask(byte[] onnx, String name, boolean probabilities) {}

    /**
     * How pictures lie in an output.
     *
     * @param axis of the channels, counted with the batch; 0 if there is none
     */
    private record Form(int axis, int channels, int height, int width) {
        static Form of(long[] shape, int height, int width, String output) {
            int[] sides = Arrays.stream(shape).mapToInt(Math::toIntExact).toArray();
            if (sides.length == 2) {
                return new Form(0, 1, sides[0], sides[1]);
            }
            if (sides.length != 3) {
                throw refused(
                        "Output '" + output + "' is no mask: its shape for one picture is " + Arrays.toString(shape)
                                + ", expected (height, width), (channels, height, width) or (height, width,"
                                + " channels).");
            }
            boolean before = Math.abs((double) sides[1] * width / sides[2] - height) <= OFF * height;
            boolean behind = Math.abs((double) sides[0] * width / sides[1] - height) <= OFF * height;
            return before && (!behind || sides[0] <= sides[2])
                    ? new Form(1, sides[0], sides[1], sides[2])
                    : new Form(3, sides[2], sides[0], sides[1]);
        }
    }

    /**
     * The graph with one of its outputs, as one mask; as it is if that is one. Of the numbers of classes, one for each pixel, those that are the
     * channel's become 1, the others 0.
     *
     * @param output its name; (N, height, width), (N, channels, height, width) or (N, height, width, channels), of any height and width
     * @param input what the graph takes
     * @param mask (height, width) of the mask, or with a 1 before or behind, as it is to be given
     * @param channel which, from 0; −1 if it is not said, which is right if there is but one
     * @param probabilities whether the output is probabilities, or logits: of several channels to a softmax
     * @throws Rejection REFUSED, {@code onnx-output-unknown}, also if it is no mask, or which channel is not said
     */
    public static Mask of(byte[] onnx, String output, Port input, Port mask, int channel, boolean probabilities) {
        byte[] alone = OnnxGraphs.withOutput(onnx, output);
        ModelProto model = OnnxCheck.parse(alone);
        DataType type = DataType.forNumber(
                model.getGraph().getOutput(0).getType().getTensorType().getElemType());
        if (type != DataType.FLOAT) {
            return of(isClass(model, type, channel), ADDED + ".is", input, mask, -1, true);
        }
        boolean last = mask.shape().get(2) == 1 && mask.shape().get(0) > 1;
        int height = mask.shape().get(last ? 0 : 1);
        int width = mask.shape().get(last ? 1 : 2);
        long[] shape = OnnxGraphs.shape(model, OnnxGraphs.upTo(model.getGraph(), output), output, input);
        Form form = Form.of(shape, height, width, output);
        if (form.channels() > 1 && channel < 0) {
            throw refused("Output '" + output + "' has " + form.channels()
                    + " channels: say which is the mask, counted from 0, such as --channel 1.");
        }
        if (channel >= form.channels()) {
            throw refused("Output '" + output + "' has no channel " + channel + ", the last is " + (form.channels() - 1)
                    + ".");
        }
        boolean sized = form.height() == height && form.width() == width;
        if (form.channels() == 1 && sized && form.axis() == (last ? 3 : 1)) {
            return new Mask(alone, output, probabilities);
        }
        MaskOutput made = new MaskOutput(model, output);
        if (form.channels() > 1) {
            made.pick(form.axis(), channel, probabilities);
        }
        if (!sized) {
            made.shaped("plane", 1, form.height(), form.width());
            made.scaled(scale(form.height(), height), scale(form.width(), width));
        }
        made.shaped(
                "shaped", mask.shape().stream().mapToLong(Integer::longValue).toArray());
        made.graph
                .clearOutput()
                .addOutput(Tensors.value(
                        made.value, mask.shape().stream().mapToInt(i -> i).toArray()));
        return new Mask(
                model.toBuilder().setGraph(made.graph).build().toByteArray(),
                made.value,
                probabilities || form.channels() > 1);
    }

    /** A graph that tells of each pixel whether it is of a class, of one that tells of which class it is. */
    private static byte[] isClass(ModelProto model, DataType type, int channel) {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        String output = graph.getOutput(0).getName();
        if (type != DataType.INT64 || channel < 0) {
            throw refused(
                    "Output '" + output + "' has values of type " + type + ", expected floats, or whole numbers of"
                            + " 64 bits as numbers of classes and one of them as --channel.");
        }
        graph.addInitializer(Tensors.longs(ADDED + ".class", channel));
        graph.addNode(Nodes.node("Equal", "", ADDED + ".equal", output, ADDED + ".class"));
        graph.addNode(Nodes.node("Cast", "", ADDED + ".is", ADDED + ".equal")
                .addAttribute(Nodes.number("to", DataType.FLOAT.getNumber())));
        ValueInfoProto.Builder is = graph.getOutput(0).toBuilder().setName(ADDED + ".is");
        is.getTypeBuilder().getTensorTypeBuilder().setElemType(DataType.FLOAT.getNumber());
        return model.toBuilder()
                .setGraph(graph.clearOutput().addOutput(is))
                .build()
                .toByteArray();
    }

    /** One channel; of logits its softmax, as 1 / Σ exp(z − z of that one). */
    private void pick(int axis, int channel, boolean probabilities) {
        String all = value;
        graph.addInitializer(Tensors.longs(ADDED + ".channel", channel));
        add(Nodes.node("Gather", "", ADDED + ".one", all, ADDED + ".channel").addAttribute(Nodes.number("axis", axis)));
        if (probabilities) {
            return;
        }
        add(Nodes.node("Sub", "", ADDED + ".beyond", all, value));
        add(Nodes.node("Exp", "", ADDED + ".exp", value));
        NodeProto.Builder sum = Nodes.node("ReduceSum", "", ADDED + ".sum", value);
        if (opset < SUM_OF_AXES) {
            sum.addAttribute(Nodes.ints("axes", axis));
        } else {
            graph.addInitializer(Tensors.longs(ADDED + ".axes", axis));
            sum.addInput(ADDED + ".axes");
        }
        add(sum);
        add(Nodes.node("Reciprocal", "", ADDED + ".probability", value));
    }

    private void shaped(String name, long... sides) {
        long[] shape = new long[sides.length + 1];
        shape[0] = -1;
        System.arraycopy(sides, 0, shape, 1, sides.length);
        graph.addInitializer(Tensors.longs(ADDED + "." + name + ".shape", shape));
        add(Nodes.node("Reshape", "", ADDED + "." + name, value, ADDED + "." + name + ".shape"));
    }

    private void scaled(float high, float wide) {
        String scales = ADDED + ".scales";
        float[] factors = {1, 1, high, wide};
        NodeProto.Builder node = Nodes.node(opset < RESIZE ? "Upsample" : "Resize", "", ADDED + ".scaled", value)
                .addAttribute(Nodes.text("mode", "linear"));
        if (opset < UPSAMPLE_BY_INPUT) {
            AttributeProto.Builder attribute =
                    AttributeProto.newBuilder().setName("scales").setType(AttributeProto.AttributeType.FLOATS);
            for (float each : factors) {
                attribute.addFloats(each);
            }
            add(node.addAttribute(attribute));
            return;
        }
        if (opset >= RESIZE_OF_REGION) {
            boolean none = opset >= RESIZE_WITHOUT_REGION;
            node.addInput(none ? "" : ADDED + ".region");
            if (!none) {
                graph.addInitializer(Tensors.floats(ADDED + ".region", new float[0], 0));
            }
        }
        graph.addInitializer(Tensors.floats(scales, factors, factors.length));
        add(node.addInput(scales));
    }

    private void add(NodeProto.Builder node) {
        graph.addNode(node);
        value = node.getOutput(0);
    }

    /** The factor by which a side becomes another: runtimes round the product down. */
    private static float scale(int from, int to) {
        float scale = (float) to / from;
        while ((int) (scale * from) < to) {
            scale = Math.nextUp(scale);
        }
        return scale;
    }

    private static Rejection refused(String sentence) {
        return OnnxCheck.refused("onnx-output-unknown", sentence);
    }
}
