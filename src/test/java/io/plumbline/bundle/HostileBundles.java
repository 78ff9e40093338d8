package io.plumbline.bundle;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;

/** One bundle of each kind that means harm, and what must be said of it. */
public final class HostileBundles {
    private HostileBundles() {}

    /**
     * A bundle.
     *
     * @param name what it tries
     * @param code of the refusal
     * @param said part of the sentence
     */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: never compared nor used as a key.
    public record Hostile(String name, byte[] zip, String code, String said) {
        @Override
        public String toString() {
            return name;
        }
    }

    public static List<Hostile> all() {
        List<Hostile> all = new ArrayList<>();
        files(all);
        properties(all);
        graphs(all);
        malformed(all);
        return all;
    }

    private static void files(List<Hostile> all) {
        all.add(with("libs", "libs/classes/Evil.java", "bundle-code-inside", "'libs/classes/Evil.java' is code"));
        all.add(with("a native library", "x/libevil.so", "bundle-code-inside", "is code"));
        all.add(with("an absolute path", "/etc/passwd", "bundle-path-outside", "'/etc/passwd' leads out"));
        all.add(with("a path upwards", "golden/../../x", "bundle-path-outside", "leads out of the bundle"));
        all.add(with("another file", "weights.bin", "bundle-unknown-file", "does not belong in a bundle"));
        all.add(with("an over-long name", "n".repeat(5000), "bundle-name-too-long", "a name of 5000 bytes"));
        SortedMap<String, byte[]> bomb = SmallBundles.files();
        bomb.put(Bundles.CARD, new byte[50 << 20]);
        all.add(new Hostile("a bomb by ratio", Bundles.zip(bomb), "bundle-bomb", "unpack to too much"));
        SortedMap<String, byte[]> many = SmallBundles.files();
        for (int i = 0; i < 100; i++) {
            many.put("f" + i, new byte[0]);
        }
        all.add(new Hostile("a bomb by count", Bundles.zip(many), "bundle-bomb", "it lists 107 files"));
        byte[] claims = SmallBundles.bundle().bytes();
        putInt(claims, find(claims, "PK\u0001\u0002") + 24, 1 << 30);
        all.add(new Hostile("a bomb by total", claims, "bundle-bomb", "bytes unpacked"));
        byte[] link = SmallBundles.bundle().bytes();
        int central = find(link, "PK\u0001\u0002");
        link[central + 5] = 3;
        putInt(link, central + 38, 0120777 << 16);
        all.add(new Hostile("a link", link, "bundle-link-inside", "is a link or a device"));
        byte[] crc = SmallBundles.bundle().bytes();
        crc[find(crc, "plumbline")] ^= 1;
        all.add(new Hostile("a wrong checksum", crc, "bundle-not-a-zip", "does not match its checksum"));
    }

    private static void properties(List<Hostile> all) {
        for (String line : List.of(
                "option.customOpLibrary=/tmp/evil.so",
                "option.custom\\u004fpLibrary=x",
                "translatorFactory=evil.Factory",
                "option.profilerOutput=/tmp/x",
                "engine=Python")) {
            SortedMap<String, byte[]> files = SmallBundles.files();
            files.computeIfPresent(
                    Bundles.SERVING, (name, old) -> (new String(old, StandardCharsets.UTF_8) + line + "\n")
                            .getBytes(StandardCharsets.UTF_8));
            all.add(new Hostile(line, Bundles.zip(files), "bundle-property-refused", "serving.properties sets '"));
        }
        SortedMap<String, byte[]> files = SmallBundles.files();
        files.computeIfPresent(Bundles.JSON, (name, old) -> new String(old, StandardCharsets.UTF_8)
                .replaceFirst("\\{", "{\"customOpLibrary\": \"x\",")
                .getBytes(StandardCharsets.UTF_8));
        all.add(new Hostile(
                "a field of model.json", Bundles.zip(files), "model-json-wrong", "unknown field 'customOpLibrary'"));
    }

    private static void graphs(List<Hostile> all) {
        for (String location : List.of("../../etc/passwd", "/etc/passwd", "weights.bin")) {
            all.add(graph(
                    "data in " + location,
                    "onnx-external-data",
                    "lies in another file",
                    model -> model.getGraphBuilder()
                            .getInitializerBuilder(0)
                            .clearRawData()
                            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                            .addExternalData(StringStringEntryProto.newBuilder()
                                    .setKey("location")
                                    .setValue(location))));
        }
        all.add(graph("a custom domain", "onnx-custom-operators", "the domain 'evil'", model -> model.getGraphBuilder()
                .getNodeBuilder(1)
                .setDomain("evil")));
        all.add(graph(
                "a custom operator set",
                "onnx-custom-operators",
                "'ai.onnx.contrib'",
                model -> model.addOpsetImport(OperatorSetIdProto.newBuilder()
                        .setDomain("ai.onnx.contrib")
                        .setVersion(1))));
        all.add(graph("a loop", "onnx-operator-refused", "the operator 'Loop'", model -> model.getGraphBuilder()
                .getNodeBuilder(1)
                .setOpType("Loop")));
        all.add(graph(
                "a graph within a node", "onnx-operator-refused", "a graph of its own", model -> model.getGraphBuilder()
                        .getNodeBuilder(1)
                        .addAttribute(
                                AttributeProto.newBuilder().setName("body").setG(GraphProto.newBuilder()))));
        all.add(graph(
                "another input",
                "onnx-input-differs",
                "promises one float tensor image",
                model -> model.getGraphBuilder().getInputBuilder(0).setName("picture")));
        all.add(graph("another output", "onnx-output-differs", "logits (N, 3)", model -> model.getGraphBuilder()
                .getOutputBuilder(0)
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder()
                .getDimBuilder(1)
                .setDimValue(4)));
    }

    private static void malformed(List<Hostile> all) {
        all.add(graph(
                "a division by no groups",
                "onnx-graph-wrong",
                "'group' of 0",
                model -> model.getGraphBuilder().getNodeBuilder(0).getAttributeBuilderList().stream()
                        .filter(a -> a.getName().equals("group"))
                        .forEach(a -> a.setI(0))));
        all.add(graph(
                "a tensor that lies about its size",
                "onnx-tensor-wrong",
                "does not hold the",
                model ->
                        model.getGraphBuilder().getInitializerBuilder(0).setRawData(ByteString.copyFrom(new byte[3]))));
        all.add(graph(
                "a value that nothing gives", "onnx-graph-wrong", "reads 'nowhere'", model -> model.getGraphBuilder()
                        .getNodeBuilder(1)
                        .setInput(0, "nowhere")));
        all.add(graph("an upscaling without end", "onnx-graph-wrong", "constant numbers of 0 to 64", model -> {
            GraphProto.Builder graph = model.getGraphBuilder();
            graph.addInitializer(TensorProto.newBuilder()
                    .setName("scales")
                    .setDataType(TensorProto.DataType.FLOAT.getNumber())
                    .addDims(4)
                    .addFloatData(1)
                    .addFloatData(1)
                    .addFloatData(1e6f)
                    .addFloatData(1e6f));
            graph.addNode(NodeProto.newBuilder()
                    .setOpType("Resize")
                    .addInput("image")
                    .addInput("")
                    .addInput("scales")
                    .addOutput("huge"));
        }));
    }

    private static Hostile with(String what, String file, String code, String said) {
        SortedMap<String, byte[]> files = SmallBundles.files();
        files.put(file, new byte[] {1});
        return new Hostile(what, Bundles.zip(files), code, said);
    }

    private static Hostile graph(String what, String code, String said, Consumer<ModelProto.Builder> change) {
        SortedMap<String, byte[]> files = SmallBundles.files();
        files.computeIfPresent(Bundles.ONNX, (name, onnx) -> {
            ModelProto.Builder model = SmallBundles.parse(onnx).toBuilder();
            change.accept(model);
            return model.build().toByteArray();
        });
        return new Hostile(what, Bundles.zip(files), code, said);
    }

    private static int find(byte[] zip, String text) {
        int at = new String(zip, StandardCharsets.ISO_8859_1).indexOf(text);
        if (at < 0) {
            throw new AssertionError("No " + text);
        }
        return at;
    }

    private static void putInt(byte[] zip, int at, int value) {
        java.nio.ByteBuffer.wrap(zip).order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    }
}
