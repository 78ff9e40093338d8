package io.plumbline.bundle.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.plumbline.bundle.SmallBundles;
import java.util.SplittableRandom;

/** Small classifiers in the shapes that other programs export: opset 11, names of their own, 5 classes of 8 features. */
final class ForeignGraphs {
    static final int CLASSES = 5;
    static final int FEATURES = 8;
    static final int SIDE = 16;
    static final Port NCHW = Port.of("x:0", 3, SIDE, SIDE);
    static final Port NHWC = Port.of("x:0", SIDE, SIDE, 3);

    /** How a classifier ends. */
    enum Ending {
        GEMM_OF_ROWS,
        GEMM_OF_COLUMNS_WITH_FACTORS,
        GEMM_OF_TURNED_FEATURES,
        MATMUL_AND_ADD,
        MATMUL_ALONE,
        CONSTANT_NODES_AND_IDENTITY,
        CONVOLUTION_THEN_POOL,
        POOL_THEN_CONVOLUTION_AND_RESHAPE
    }

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("theirs");
    private final SplittableRandom random = new SplittableRandom(4);
    private final boolean channelsLast;
    private final int batch;

    private ForeignGraphs(boolean channelsLast, int batch) {
        this.channelsLast = channelsLast;
        this.batch = batch;
    }

    static byte[] of(Ending ending) {
        return of(ending, false, 0);
    }

    /** @param batch 0 for a free one */
    static byte[] of(Ending ending, boolean channelsLast, int batch) {
        ForeignGraphs made = new ForeignGraphs(channelsLast, batch);
        made.features();
        made.head(ending);
        return ModelProto.newBuilder()
                .setIrVersion(6)
                .setProducerName("somebody")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(11))
                .setGraph(made.graph)
                .build()
                .toByteArray();
    }

    private void features() {
        Port port = channelsLast ? NHWC : NCHW;
        var input = Tensors.value(
                        port.name(), port.shape().stream().mapToInt(i -> i).toArray())
                .toBuilder();
        var output = Tensors.value("Identity:0", CLASSES).toBuilder();
        if (batch > 0) {
            input.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder().getDimBuilder(0).setDimValue(batch);
            output.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder().getDimBuilder(0).setDimValue(batch);
        }
        graph.addInput(input).addOutput(output);
        String x = port.name();
        if (channelsLast) {
            graph.addNode(Nodes.node("Transpose", "to/NCHW", "nchw", x).addAttribute(Nodes.ints("perm", 0, 3, 1, 2)));
            x = "nchw";
        }
        weights("stem/kernel", FEATURES, 3, 3, 3);
        graph.addNode(Nodes.node("Conv", "stem/Conv2D", "stem", x, "stem/kernel")
                .addAttribute(Nodes.ints("strides", 2, 2))
                .addAttribute(Nodes.text("auto_pad", "SAME_UPPER")));
        weights("bn/gamma", FEATURES);
        weights("bn/beta", FEATURES);
        weights("bn/mean", FEATURES);
        graph.addInitializer(Tensors.floats("bn/var", new float[] {1, 2, 3, 1, 2, 3, 1, 2}, FEATURES));
        graph.addNode(Nodes.node("BatchNormalization", "bn", "norm", "stem", "bn/gamma", "bn/beta", "bn/mean", "bn/var"));
        graph.addNode(Nodes.node("Relu", "relu", "act", "norm"));
    }

    private void head(Ending ending) {
        switch (ending) {
            case GEMM_OF_ROWS, GEMM_OF_COLUMNS_WITH_FACTORS, GEMM_OF_TURNED_FEATURES -> gemm(ending);
            case MATMUL_AND_ADD, MATMUL_ALONE, CONSTANT_NODES_AND_IDENTITY -> matMul(ending);
            case CONVOLUTION_THEN_POOL -> {
                weights("classes/kernel", CLASSES, FEATURES, 1, 1);
                weights("classes/bias", CLASSES);
                graph.addNode(Nodes.node("Conv", "classes", "maps", "act", "classes/kernel", "classes/bias"));
                graph.addNode(Nodes.node("GlobalAveragePool", "gap", "mean", "maps"));
                graph.addNode(Nodes.node("Flatten", "flatten", "sum", "mean").addAttribute(Nodes.number("axis", 1)));
                end("sum");
            }
            case POOL_THEN_CONVOLUTION_AND_RESHAPE -> {
                graph.addNode(Nodes.node("GlobalAveragePool", "gap", "mean", "act"));
                weights("classes/kernel", CLASSES, FEATURES, 1, 1);
                graph.addNode(Nodes.node("Conv", "classes", "maps", "mean", "classes/kernel"));
                graph.addInitializer(Tensors.longs("shape", -1, CLASSES));
                graph.addNode(Nodes.node("Reshape", "reshape", "sum", "maps", "shape"));
                end("sum");
            }
        }
    }

    private void gemm(Ending ending) {
        pooled();
        boolean columns = ending == Ending.GEMM_OF_COLUMNS_WITH_FACTORS;
        weights("fc.weight", columns ? FEATURES : CLASSES, columns ? CLASSES : FEATURES);
        if (columns) {
            weights("fc.bias", 1, CLASSES);
            graph.addNode(Nodes.node("Gemm", "Gemm_7", "fc", "flat", "fc.weight", "fc.bias")
                    .addAttribute(factor("alpha", 0.5f))
                    .addAttribute(factor("beta", 2)));
        } else if (ending == Ending.GEMM_OF_ROWS) {
            weights("fc.bias", CLASSES);
            graph.addNode(Nodes.node("Gemm", "Gemm_7", "fc", "flat", "fc.weight", "fc.bias")
                    .addAttribute(Nodes.number("transB", 1)));
        } else {
            graph.addNode(Nodes.node("Transpose", "turn", "turned", "flat").addAttribute(Nodes.ints("perm", 1, 0)));
            graph.addNode(Nodes.node("Gemm", "Gemm_7", "fc", "turned", "fc.weight")
                    .addAttribute(Nodes.number("transA", 1))
                    .addAttribute(Nodes.number("transB", 1)));
        }
        end("fc");
    }

    private void matMul(Ending ending) {
        pooled();
        if (ending == Ending.CONSTANT_NODES_AND_IDENTITY) {
            constant("fc_0.w_0", Tensors.floats("", values(FEATURES * CLASSES), FEATURES, CLASSES));
            constant("fc_0.b_0", Tensors.floats("", values(CLASSES), CLASSES));
            graph.addNode(Nodes.node("MatMul", "", "product", "flat", "fc_0.w_0"));
            graph.addNode(Nodes.node("Add", "", "sum", "product", "fc_0.b_0"));
            graph.addNode(Nodes.node("Softmax", "", "p", "sum").addAttribute(Nodes.number("axis", -1)));
            graph.addNode(Nodes.node("Identity", "", "Identity:0", "p"));
            return;
        }
        weights("dense/kernel", FEATURES, CLASSES);
        graph.addNode(Nodes.node("MatMul", "dense/MatMul", "product", "flat", "dense/kernel"));
        if (ending == Ending.MATMUL_ALONE) {
            end("product");
            return;
        }
        weights("dense/bias", CLASSES);
        graph.addNode(Nodes.node("Add", "dense/BiasAdd", "sum", "dense/bias", "product"));
        end("sum");
    }

    private void pooled() {
        graph.addNode(Nodes.node("GlobalAveragePool", "gap", "mean", "act"));
        graph.addNode(Nodes.node("Squeeze", "squeeze", "flat", "mean").addAttribute(Nodes.ints("axes", 2, 3)));
    }

    private void end(String value) {
        graph.addNode(Nodes.node("Dropout", "drop", "dropped", value));
        graph.addNode(Nodes.node("Softmax", "softmax", "Identity:0", "dropped").addAttribute(Nodes.number("axis", 1)));
    }

    private void weights(String name, long... shape) {
        int n = 1;
        for (long d : shape) {
            n *= (int) d;
        }
        graph.addInitializer(Tensors.floats(name, values(n), shape));
    }

    private float[] values(int n) {
        return SmallBundles.values(random, n);
    }

    private void constant(String output, TensorProto value) {
        NodeProto.Builder node = Nodes.node("Constant", "", output);
        node.addAttributeBuilder()
                .setName("value")
                .setType(AttributeProto.AttributeType.TENSOR)
                .setT(value);
        graph.addNode(node);
    }

    private static AttributeProto factor(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }
}
