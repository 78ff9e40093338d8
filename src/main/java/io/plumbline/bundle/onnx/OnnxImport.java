package io.plumbline.bundle.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.plumbline.kernel.Rejection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads an ONNX file that somebody else made, to be used here: weights in files beside it are taken into it, operator sets that no
 * node uses are no longer listed, nor are weights among the inputs, nodes stand in the order of computation, and where it takes bytes, or computes with 16-bit floats, it does so with 32-bit floats. All else
 * stays as it is.
 */
public final class OnnxImport {
    private static final long MOST_BYTES = 1L << 30;
    /** The version from which on weights need not be inputs. */
    private static final int CONSTANT_INITIALIZERS = 4;
    /** What the runtime loads. Newer files differ in what networks for pictures do not use. */
    static final int NEWEST_IR = 10;

    static final int NEWEST_OPERATORS = 22;

    private final Path folder;
    private long total;

    private OnnxImport(Path folder) {
        this.folder = folder;
    }

    /**
     * The file with all its weights inside.
     *
     * @param file an ONNX file; data in other files must lie in its folder, or below
     * @throws Rejection REFUSED, {@code onnx-not-readable}, or {@code onnx-external-data} if data lies elsewhere, is missing, is
     *     shorter than told, or is more than 1 GiB
     * @throws IOException if the file cannot be read
     */
    public static byte[] read(Path file) throws IOException {
        ModelProto model = OnnxCheck.parse(Files.readAllBytes(file));
        Path folder = file.toRealPath().getParent();
        if (folder == null) {
            throw new IOException("No folder around " + file);
        }
        return new OnnxImport(folder).whole(model).toByteArray();
    }

    private ModelProto whole(ModelProto model) throws IOException {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            graph.setInitializer(i, inside(graph.getInitializer(i)));
        }
        Set<String> used = new HashSet<>();
        for (int n = 0; n < graph.getNodeCount(); n++) {
            NodeProto node = graph.getNode(n);
            used.add(domain(node.getDomain()));
            for (int a = 0; a < node.getAttributeCount(); a++) {
                AttributeProto attribute = node.getAttribute(a);
                if (attribute.hasT() && outside(attribute.getT())) {
                    graph.getNodeBuilder(n).getAttributeBuilder(a).setT(inside(attribute.getT()));
                }
            }
        }
        List<OperatorSetIdProto> sets = model.getOpsetImportList().stream()
                .filter(set -> used.contains(domain(set.getDomain())))
                .toList();
        sets.stream()
                .filter(set -> domain(set.getDomain()).isEmpty() && set.getVersion() > NEWEST_OPERATORS)
                .findFirst()
                .ifPresent(set -> {
                    throw OnnxCheck.refused(
                            "onnx-unloadable",
                            "The network is of version " + set.getVersion()
                                    + " of ONNX's operators, ONNX Runtime here knows up" + " to " + NEWEST_OPERATORS
                                    + ": export it again with that, or convert it.");
                });
        return model.toBuilder()
                .setIrVersion(Math.max(CONSTANT_INITIALIZERS, Math.min(model.getIrVersion(), NEWEST_IR)))
                .clearOpsetImport()
                .addAllOpsetImport(sets)
                .setGraph(FloatTypes.of(plain(graph)))
                .build();
    }

    /**
     * In the order of computation, and with all that is constant: weights that a caller could set are none that a runtime computes with
     * at load, so they are no longer inputs.
     */
    private static GraphProto plain(GraphProto.Builder graph) {
        Set<String> weights =
                graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
        List<ValueInfoProto> inputs = graph.getInputList().stream()
                .filter(input -> !weights.contains(input.getName()))
                .toList();
        List<NodeProto> nodes = Nodes.sorted(graph.getNodeList());
        return graph.clearQuantizationAnnotation()
                .clearInput()
                .addAllInput(inputs)
                .clearNode()
                .addAllNode(nodes)
                .build();
    }

    private static String domain(String name) {
        return name.equals("ai.onnx") ? "" : name;
    }

    private static boolean outside(TensorProto tensor) {
        return tensor.getExternalDataCount() > 0 || tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
    }

    private TensorProto inside(TensorProto tensor) throws IOException {
        if (!outside(tensor)) {
            return tensor;
        }
        Map<String, String> where = new HashMap<>();
        for (StringStringEntryProto entry : tensor.getExternalDataList()) {
            where.put(entry.getKey(), entry.getValue());
        }
        Path file = file(tensor, where.getOrDefault("location", ""));
        long offset = number(tensor, where.getOrDefault("offset", "0"));
        long length = number(tensor, where.getOrDefault("length", String.valueOf(Files.size(file) - offset)));
        if (length > Files.size(file) - offset) {
            throw refused(
                    tensor,
                    "is said to be " + length + " bytes from byte " + offset + " of '" + file.getFileName()
                            + "', which has " + Files.size(file));
        }
        total += length;
        if (total > MOST_BYTES) {
            throw refused(tensor, "brings the weights to more than " + MOST_BYTES + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(length));
        try (FileChannel channel = FileChannel.open(file)) {
            channel.position(offset);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // A read may give less than was asked for.
            }
        }
        return tensor.toBuilder()
                .clearExternalData()
                .clearDataLocation()
                .setRawData(ByteString.copyFrom(bytes.flip()))
                .build();
    }

    private Path file(TensorProto tensor, String location) throws IOException {
        boolean plain = !location.isEmpty() && !location.contains("\\") && !location.contains(":");
        Path wanted = plain ? folder.resolve(location).normalize() : folder;
        if (!wanted.startsWith(folder) || wanted.equals(folder)) {
            throw refused(tensor, "lies in '" + location + "', which is not in the folder of the model");
        }
        if (!Files.isRegularFile(wanted)) {
            throw refused(tensor, "lies in '" + location + "', which is not there; put it beside the model");
        }
        // A link may lead elsewhere, whatever its name.
        if (!wanted.toRealPath().startsWith(folder)) {
            throw refused(tensor, "lies in '" + location + "', a link that leads out of the folder of the model");
        }
        return wanted;
    }

    private static long number(TensorProto tensor, String text) {
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, as a negative number is.
        }
        throw refused(tensor, "has '" + text + "' where a number of bytes should be");
    }

    private static Rejection refused(TensorProto tensor, String what) {
        return OnnxCheck.refused("onnx-external-data", "Tensor '" + tensor.getName() + "' " + what + ".");
    }
}
