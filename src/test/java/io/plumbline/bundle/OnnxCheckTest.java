package io.plumbline.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.plumbline.kernel.Rejection;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class OnnxCheckTest {
    @Test
    void data_in_another_file_is_refused() {
        assertThat(code(model -> model.getGraphBuilder()
                        .getInitializerBuilder(0)
                        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                        .addExternalData(StringStringEntryProto.newBuilder()
                                .setKey("location")
                                .setValue("../../etc/passwd"))))
                .isEqualTo("onnx-external-data");
        assertThat(code(model -> model.getGraphBuilder()
                        .addNode(NodeProto.newBuilder()
                                .setOpType("Constant")
                                .addOutput("c")
                                .addAttribute(AttributeProto.newBuilder()
                                        .setName("value")
                                        .setT(TensorProto.newBuilder()
                                                .setDataLocation(TensorProto.DataLocation.EXTERNAL))))))
                .isEqualTo("onnx-external-data");
    }

    @Test
    void operators_that_are_not_onnx_s_own_are_refused() {
        assertThat(code(model -> model.addOpsetImport(OperatorSetIdProto.newBuilder()
                        .setDomain("ai.onnx.contrib")
                        .setVersion(1))))
                .isEqualTo("onnx-custom-operators");
        assertThat(code(model -> model.getGraphBuilder().getNodeBuilder(1).setDomain("evil")))
                .isEqualTo("onnx-custom-operators");
    }

    @Test
    void loops_functions_and_unknown_operators_are_refused() {
        assertThat(code(model -> model.getGraphBuilder().getNodeBuilder(1).setOpType("Loop")))
                .isEqualTo("onnx-operator-refused");
        assertThat(code(model -> model.addFunctions(FunctionProto.newBuilder().setName("f"))))
                .isEqualTo("onnx-operator-refused");
        assertThat(code(model -> model.getGraphBuilder()
                        .getNodeBuilder(1)
                        .addAttribute(
                                AttributeProto.newBuilder().setName("body").setG(GraphProto.newBuilder()))))
                .isEqualTo("onnx-operator-refused");
        assertThat(code(model -> model.getGraphBuilder()
                        .getNodeBuilder(0)
                        .addAttribute(
                                AttributeProto.newBuilder().setName("pads").addInts(1_000_000))))
                .isEqualTo("onnx-graph-wrong");
    }

    @Test
    void inputs_and_outputs_must_be_those_of_the_definition() {
        assertThat(code(model -> model.getGraphBuilder().getInputBuilder(0).setName("other")))
                .isEqualTo("onnx-input-differs");
        assertThat(code(model -> model.getGraphBuilder()
                        .addInput(ValueInfoProto.newBuilder().setName("second"))))
                .isEqualTo("onnx-input-differs");
        assertThat(code(model -> model.getGraphBuilder()
                        .getOutputBuilder(0)
                        .getTypeBuilder()
                        .getTensorTypeBuilder()
                        .getShapeBuilder()
                        .getDimBuilder(1)
                        .setDimValue(4)))
                .isEqualTo("onnx-output-differs");
    }

    private static String code(Consumer<ModelProto.Builder> change) {
        // Given
        SortedMap<String, byte[]> files = SmallBundles.files();
        ModelProto.Builder model = SmallBundles.parse(files.get(Bundles.ONNX)).toBuilder();
        change.accept(model);
        files.put(Bundles.ONNX, model.build().toByteArray());
        // When
        Rejection refusal = catchThrowableOfType(Rejection.class, () -> Bundles.read(Bundles.zip(files)));
        // Then
        assertThat(refusal).as("a refusal").isNotNull();
        return refusal.code();
    }
}
