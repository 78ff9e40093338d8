package io.plumbline.client.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Looks through an ONNX file (Protocol Buffers, onnx.proto) for what could reach outside it, before a runtime is given it: data
 * in other files, operators that are not ONNX's own, graphs within nodes, functions. The server has looked too; a device trusts
 * what it can see.
 */
final class OnnxScan {
    private static final int MODEL_GRAPH = 7;
    private static final int MODEL_OPSET = 8;
    private static final int MODEL_TRAINING = 20;
    private static final int MODEL_FUNCTION = 25;
    private static final int OPSET_DOMAIN = 1;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int GRAPH_INPUT = 11;
    private static final int GRAPH_OUTPUT = 12;
    private static final int GRAPH_SPARSE = 15;
    private static final int NODE_ATTRIBUTE = 5;
    private static final int NODE_DOMAIN = 7;
    private static final int ATTRIBUTE_TENSOR = 5;
    private static final int ATTRIBUTE_GRAPH = 6;
    private static final int ATTRIBUTE_TENSORS = 10;
    private static final int ATTRIBUTE_GRAPHS = 11;
    private static final int TENSOR_NAME = 8;
    private static final int TENSOR_EXTERNAL = 13;
    private static final int TENSOR_LOCATION = 14;
    private static final int VALUE_NAME = 1;

    private final byte[] bytes;
    private final Set<String> inputs = new HashSet<String>();
    private final Set<String> outputs = new HashSet<String>();
    private final Set<String> constants = new HashSet<String>();

    private OnnxScan(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Looks through a file.
     *
     * @param input name of its one input
     * @param output name of its one output
     * @throws IOException saying what is wrong with it
     */
    static void check(byte[] onnx, String input, String output) throws IOException {
        OnnxScan scan = new OnnxScan(onnx);
        if (!scan.model()) {
            throw new IOException("model.onnx holds no graph");
        }
        scan.inputs.removeAll(scan.constants);
        if (scan.inputs.size() != 1 || !scan.inputs.contains(input)) {
            throw new IOException("model.onnx takes " + scan.inputs + ", model.json promises '" + input + "'");
        }
        if (scan.outputs.size() != 1 || !scan.outputs.contains(output)) {
            throw new IOException("model.onnx gives " + scan.outputs + ", model.json promises '" + output + "'");
        }
    }

    @SuppressWarnings("StatementSwitchToExpressionSwitch") // Safe because: what runs on old Android is Java 8.
    private boolean model() throws IOException {
        boolean graph = false;
        Fields model = new Fields(0, bytes.length);
        while (model.next()) {
            if (model.number == MODEL_GRAPH) {
                graph(model.inside());
                graph = true;
            } else if (model.number == MODEL_OPSET) {
                domain(model.inside().text(OPSET_DOMAIN));
            } else if (model.number == MODEL_TRAINING || model.number == MODEL_FUNCTION) {
                throw new IOException("model.onnx brings functions or training steps of its own");
            }
        }
        return graph;
    }

    @SuppressWarnings("StatementSwitchToExpressionSwitch") // Safe because: as above.
    private void graph(Fields graph) throws IOException {
        while (graph.next()) {
            if (graph.number == GRAPH_NODE) {
                node(graph.inside());
            } else if (graph.number == GRAPH_INITIALIZER) {
                constants.add(tensor(graph.inside()));
            } else if (graph.number == GRAPH_INPUT) {
                inputs.add(graph.inside().text(VALUE_NAME));
            } else if (graph.number == GRAPH_OUTPUT) {
                outputs.add(graph.inside().text(VALUE_NAME));
            } else if (graph.number == GRAPH_SPARSE) {
                throw new IOException("model.onnx holds sparse tensors");
            }
        }
    }

    private void node(Fields node) throws IOException {
        while (node.next()) {
            if (node.number == NODE_DOMAIN) {
                domain(node.text());
            } else if (node.number == NODE_ATTRIBUTE) {
                Fields attribute = node.inside();
                while (attribute.next()) {
                    if (attribute.number == ATTRIBUTE_GRAPH || attribute.number == ATTRIBUTE_GRAPHS) {
                        throw new IOException("A node of model.onnx holds a graph of its own");
                    }
                    if (attribute.number == ATTRIBUTE_TENSOR || attribute.number == ATTRIBUTE_TENSORS) {
                        tensor(attribute.inside());
                    }
                }
            }
        }
    }

    private String tensor(Fields tensor) throws IOException {
        String name = "";
        while (tensor.next()) {
            boolean elsewhere = tensor.number == TENSOR_LOCATION && tensor.value != 0;
            if (tensor.number == TENSOR_EXTERNAL || elsewhere) {
                throw new IOException("A tensor of model.onnx lies in another file; all data must be inside");
            }
            if (tensor.number == TENSOR_NAME) {
                name = tensor.text();
            }
        }
        return name;
    }

    private static void domain(String domain) throws IOException {
        if (!domain.isEmpty() && !domain.equals("ai.onnx")) {
            throw new IOException("model.onnx wants operators of the domain '" + domain + "'");
        }
    }

    /** The fields of one message, one after the other. */
    private final class Fields {
        private final int end;
        private int at;
        private int from;
        private int number;
        private boolean delimited;
        private long value;

        Fields(int from, int end) {
            this.at = from;
            this.end = end;
        }

        boolean next() throws IOException {
            if (at == end) {
                return false;
            }
            long key = varint();
            number = (int) (key >>> 3);
            delimited = (key & 7) == 2;
            from = at;
            if ((key & 7) == 0) {
                value = varint();
            } else if (delimited) {
                long length = varint();
                from = at;
                skip(length);
            } else if ((key & 7) == 1) {
                skip(8);
            } else if ((key & 7) == 5) {
                skip(4);
            } else {
                throw broken();
            }
            return true;
        }

        Fields inside() throws IOException {
            if (!delimited) {
                throw broken();
            }
            return new Fields(from, at);
        }

        String text() throws IOException {
            if (!delimited) {
                throw broken();
            }
            return new String(bytes, from, at - from, StandardCharsets.UTF_8);
        }

        /** The last text of a field, or "". */
        String text(int field) throws IOException {
            String text = "";
            while (next()) {
                text = number == field ? text() : text;
            }
            return text;
        }

        private void skip(long length) throws IOException {
            if (length < 0 || length > end - at) {
                throw broken();
            }
            at += (int) length;
        }

        private long varint() throws IOException {
            long result = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                if (at >= end) {
                    throw broken();
                }
                byte b = bytes[at++];
                result |= (long) (b & 0x7F) << shift;
                if (b >= 0) {
                    return result;
                }
            }
            throw broken();
        }

        private IOException broken() {
            return new IOException("model.onnx is not an ONNX file");
        }
    }
}
