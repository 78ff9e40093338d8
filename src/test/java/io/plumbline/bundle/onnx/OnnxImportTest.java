package io.plumbline.bundle.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.plumbline.bundle.SmallBundles;
import io.plumbline.kernel.Rejection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnnxImportTest {
    private static final byte[] WHOLE = OnnxWriter.write(SmallBundles.network());

    @TempDir
    Path outer;

    private Path folder;

    @BeforeEach
    void folder() throws IOException {
        folder = Files.createDirectory(outer.resolve("model"));
    }

    @Test
    void weights_beside_the_model_are_taken_into_it() throws IOException {
        // Given
        Path file = with("weights.bin", 8);
        byte[] raw =
                OnnxCheck.parse(WHOLE).getGraph().getInitializer(0).getRawData().toByteArray();
        byte[] data = new byte[raw.length + 20];
        System.arraycopy(raw, 0, data, 8, raw.length);
        Files.write(folder.resolve("weights.bin"), data);
        // When
        byte[] read = OnnxImport.read(file);
        // Then
        assertThat(read).isEqualTo(WHOLE);
    }

    @Test
    void what_is_newer_than_the_runtime_loads_or_is_told_to_be_exported_again() throws IOException {
        // Given
        Path file = folder.resolve("model.onnx");
        byte[] newerFile = OnnxCheck.parse(WHOLE).toBuilder()
                .setIrVersion(OnnxImport.NEWEST_IR + 2)
                .build()
                .toByteArray();
        byte[] newest = ofOperators(OnnxImport.NEWEST_OPERATORS);
        byte[] newer = ofOperators(OnnxImport.NEWEST_OPERATORS + 1);
        // When, then the runtime is as new as is said here
        assertThatThrownBy(() -> load(newerFile)).isInstanceOf(Rejection.class);
        assertThatThrownBy(() -> load(newer)).isInstanceOf(Rejection.class);
        for (byte[] each : List.of(newerFile, newest)) {
            Files.write(file, each);
            load(OnnxImport.read(file));
        }
        Files.write(file, newer);
        assertThatThrownBy(() -> OnnxImport.read(file))
                .hasMessageContaining("version " + (OnnxImport.NEWEST_OPERATORS + 1) + " of ONNX's operators")
                .hasMessageContaining("export it again");
    }

    private static byte[] ofOperators(int version) {
        return OnnxCheck.parse(WHOLE).toBuilder()
                .clearOpsetImport()
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(version))
                .build()
                .toByteArray();
    }

    private static void load(byte[] onnx) {
        new OnnxRunner(onnx, Port.of(OnnxWriter.INPUT, 1, 8, 8), OnnxWriter.OUTPUT).close();
    }

    @Test
    void operator_sets_that_nothing_uses_are_no_longer_listed() throws IOException {
        // Given
        Path file = folder.resolve("model.onnx");
        Files.write(
                file,
                OnnxCheck.parse(WHOLE).toBuilder()
                        .addOpsetImport(OperatorSetIdProto.newBuilder()
                                .setDomain("ai.onnx.ml")
                                .setVersion(2))
                        .build()
                        .toByteArray());
        // When / Then
        assertThat(OnnxImport.read(file)).isEqualTo(WHOLE);
    }

    @Test
    void nodes_that_stand_before_those_that_they_read_are_put_into_order() throws IOException {
        // Given what converters to 16-bit floats leave: the Cast of the input stands last
        ModelProto.Builder turned = OnnxCheck.parse(WHOLE).toBuilder();
        List<NodeProto> nodes = new ArrayList<>(turned.getGraph().getNodeList());
        Collections.reverse(nodes);
        turned.getGraphBuilder().clearNode().addAllNode(nodes);
        Path file = folder.resolve("model.onnx");
        Files.write(file, turned.build().toByteArray());
        // When / Then
        assertThat(OnnxImport.read(file)).isEqualTo(WHOLE);
    }

    @ParameterizedTest
    @CsvSource({
        "../weights.bin, not in the folder",
        "/etc/passwd, not in the folder",
        "a/../../weights.bin, not in the folder",
        "'', not in the folder",
        "c:weights.bin, not in the folder",
        "nowhere.bin, not there",
        "link.bin, a link that leads out",
        "short.bin, is said to be 144 bytes"
    })
    void weights_elsewhere_are_refused(String location, String said) throws IOException {
        // Given
        Files.write(outer.resolve("weights.bin"), new byte[1000]);
        Files.write(folder.resolve("short.bin"), new byte[10]);
        Files.createSymbolicLink(folder.resolve("link.bin"), outer.resolve("weights.bin"));
        Path file = with(location, 0);
        // When / Then
        assertThatThrownBy(() -> OnnxImport.read(file))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining("conv0.weight")
                .hasMessageContaining(said);
    }

    private Path with(String location, int offset) throws IOException {
        ModelProto.Builder model = OnnxCheck.parse(WHOLE).toBuilder();
        TensorProto.Builder tensor = model.getGraphBuilder().getInitializerBuilder(0);
        int length = tensor.getRawData().size();
        tensor.clearRawData()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", location))
                .addExternalData(entry("offset", String.valueOf(offset)))
                .addExternalData(entry("length", String.valueOf(length)));
        Path file = folder.resolve("model.onnx");
        Files.write(file, model.build().toByteArray());
        return file;
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}
