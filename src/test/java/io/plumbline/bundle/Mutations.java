package io.plumbline.bundle;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;

/** Bundles that were damaged, or bent on purpose, at random: in their bytes, their zip, their graph, their texts. */
public final class Mutations {
    private static final byte[] WHOLE = SmallBundles.bundle().bytes();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] WORDS = {
        "", "\u0000", "..", "libs/x.jar", "option.customOpLibrary", "NCHW", "segmentation", "1e999", "\ud800", "x".repeat(5000)
    };
    private static final long[] NUMBERS = {
        0, 1, -1, 2, 127, 128, 255, 65_535, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE
    };
    private static final String[] PROPERTIES = {
        "option.customOpLibrary=/tmp/x.so", "engine=PyTorch", "\\u006cibs=x", "width=\\", "modelVersion", "=", "topK=-1"
    };

    private final SplittableRandom random;

    /** The same seed gives the same mutations. */
    public Mutations(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The next one; a different kind each time. */
    public byte[] next(int index) {
        SortedMap<String, byte[]> files = SmallBundles.files();
        switch (index % 6) {
            case 0 -> {
                return damage(WHOLE);
            }
            case 1 -> {
                return structure(WHOLE);
            }
            case 2 -> files.computeIfPresent(Bundles.ONNX, (name, onnx) -> bent(onnx));
            case 3 -> files.computeIfPresent(Bundles.JSON, (name, json) -> json(json));
            case 4 -> files.computeIfPresent(Bundles.SERVING, (name, text) -> properties(text));
            default -> {
                String[] names = files.keySet().toArray(String[]::new);
                files.computeIfPresent(names[random.nextInt(names.length)], (name, content) -> damage(content));
            }
        }
        return Bundles.zip(files);
    }

    /** Some bytes changed, cut off or put in. */
    private byte[] damage(byte[] content) {
        byte[] damaged = content.clone();
        int changes = random.nextInt(1, 5);
        for (int c = 0; c < changes && damaged.length > 0; c++) {
            int at = random.nextInt(damaged.length);
            switch (random.nextInt(4)) {
                case 0 -> damaged[at] = (byte) random.nextInt(256);
                case 1 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> damaged = Arrays.copyOf(damaged, at);
                default -> {
                    byte[] longer = new byte[damaged.length + 1];
                    System.arraycopy(damaged, 0, longer, 0, at);
                    longer[at] = (byte) random.nextInt(256);
                    System.arraycopy(damaged, at, longer, at + 1, damaged.length - at);
                    damaged = longer;
                }
            }
        }
        return damaged;
    }

    /** A field of one of the zip's headers set to something special. */
    private byte[] structure(byte[] zip) {
        ByteBuffer bytes = ByteBuffer.wrap(zip.clone()).order(ByteOrder.LITTLE_ENDIAN);
        List<Integer> headers = new ArrayList<>();
        for (int i = 0; i + 22 <= zip.length; i++) {
            int signature = bytes.getInt(i);
            if (signature == Zip.LOCAL || signature == Zip.CENTRAL || signature == Zip.END) {
                headers.add(i);
            }
        }
        int at = headers.get(random.nextInt(headers.size())) + 4 + random.nextInt(40);
        long value = NUMBERS[random.nextInt(NUMBERS.length)];
        if (at + 4 <= zip.length && random.nextBoolean()) {
            bytes.putInt(at, (int) value);
        } else if (at + 2 <= zip.length) {
            bytes.putShort(at, (short) value);
        }
        return bytes.array();
    }

    private byte[] bent(byte[] onnx) {
        ModelProto.Builder model = SmallBundles.parse(onnx).toBuilder();
        int changes = random.nextInt(1, 4);
        for (int c = 0; c < changes; c++) {
            bend(random.nextInt(4) == 0 ? model : model.getGraphBuilder(), 0);
        }
        return model.build().toByteArray();
    }

    private void bend(Message.Builder message, int depth) {
        List<FieldDescriptor> set = new ArrayList<>(message.getAllFields().keySet());
        boolean deeper = !set.isEmpty() && depth < 6 && random.nextInt(3) > 0;
        if (deeper) {
            FieldDescriptor field = set.get(random.nextInt(set.size()));
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                bend(
                        field.isRepeated()
                                ? message.getRepeatedFieldBuilder(
                                        field, random.nextInt(message.getRepeatedFieldCount(field)))
                                : message.getFieldBuilder(field),
                        depth + 1);
                return;
            }
        }
        List<FieldDescriptor> all = message.getDescriptorForType().getFields();
        FieldDescriptor field = all.get(random.nextInt(all.size()));
        if (random.nextInt(4) == 0) {
            message.clearField(field);
        } else if (field.isRepeated()) {
            repeated(message, field);
        } else {
            message.setField(field, value(message, field));
        }
    }

    private void repeated(Message.Builder message, FieldDescriptor field) {
        int n = message.getRepeatedFieldCount(field);
        if (n > 0 && random.nextBoolean()) {
            int at = random.nextInt(n);
            Object other = message.getRepeatedField(field, random.nextInt(n));
            message.setRepeatedField(field, at, random.nextBoolean() ? other : value(message, field));
        } else {
            Object again = n > 0 && random.nextBoolean()
                    ? message.getRepeatedField(field, random.nextInt(n))
                    : value(message, field);
            message.addRepeatedField(field, again);
        }
    }

    private Object value(Message.Builder message, FieldDescriptor field) {
        long number = random.nextInt(3) == 0 ? random.nextInt(300) : NUMBERS[random.nextInt(NUMBERS.length)];
        return switch (field.getJavaType()) {
            case INT -> (int) number;
            case LONG -> number;
            case FLOAT -> random.nextInt(4) == 0 ? Float.NaN : (float) number;
            case DOUBLE -> (double) number;
            case BOOLEAN -> random.nextBoolean();
            case STRING -> word();
            case BYTE_STRING -> ByteString.copyFrom(new byte[random.nextInt(100)]);
            case ENUM ->
                field.getEnumType().getValues().get(random.nextInt(field.getEnumType().getValues().size()));
            case MESSAGE -> message.newBuilderForField(field).build();
        };
    }

    private String word() {
        String[] names = {"conv0.weight", "conv0.out", "image", "logits", "pads", "Conv", "Loop", "evil.domain"};
        return random.nextBoolean() ? names[random.nextInt(names.length)] : WORDS[random.nextInt(WORDS.length)];
    }

    private byte[] json(byte[] text) {
        try {
            JsonNode root = JSON.readTree(text);
            List<JsonNode> containers = new ArrayList<>();
            collect(root, containers);
            JsonNode chosen = containers.get(random.nextInt(containers.size()));
            if (chosen instanceof ObjectNode object) {
                List<String> names = new ArrayList<>();
                object.fieldNames().forEachRemaining(names::add);
                String name = names.isEmpty() || random.nextInt(5) == 0 ? word() : names.get(random.nextInt(names.size()));
                switch (random.nextInt(3)) {
                    case 0 -> object.remove(name);
                    case 1 -> object.set(word(), object.path(name));
                    default -> object.set(name, any());
                }
            } else if (chosen instanceof ArrayNode array) {
                array.insert(random.nextInt(array.size() + 1), any());
            }
            String changed = root.toString();
            return SmallBundles.utf8(
                    switch (random.nextInt(8)) {
                        case 0 -> changed.replaceFirst("\\{", "{\"name\":\"small\",");
                        case 1 -> "[".repeat(10_000) + changed;
                        case 2 -> changed + "{}";
                        default -> changed;
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode any() {
        return switch (random.nextInt(6)) {
            case 0 -> JSON.getNodeFactory().textNode(word());
            case 1 -> JSON.getNodeFactory().numberNode(NUMBERS[random.nextInt(NUMBERS.length)]);
            case 2 -> JSON.getNodeFactory().numberNode(random.nextDouble(-10, 10));
            case 3 -> JSON.createArrayNode().add(1).add("x");
            case 4 -> JSON.createObjectNode().put("libs", true);
            default -> JSON.getNodeFactory().nullNode();
        };
    }

    private static void collect(JsonNode node, List<JsonNode> into) {
        if (node.isContainerNode()) {
            into.add(node);
            node.forEach(child -> collect(child, into));
        }
    }

    private byte[] properties(byte[] text) {
        List<String> lines = new ArrayList<>(List.of(new String(text, java.nio.charset.StandardCharsets.UTF_8)
                .split("\n", -1)));
        int at = random.nextInt(lines.size());
        switch (random.nextInt(3)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(at, PROPERTIES[random.nextInt(PROPERTIES.length)]);
            default -> lines.set(at, lines.get(at) + word());
        }
        return SmallBundles.utf8(String.join("\n", lines));
    }
}
