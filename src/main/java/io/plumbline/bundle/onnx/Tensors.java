package io.plumbline.bundle.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Makes and reads the tensors of ONNX files. */
final class Tensors {
    private Tensors() {}

    /** A float tensor of little-endian raw data. */
    static TensorProto floats(String name, float[] values, long... shape) {
        ByteBuffer raw = buffer(values.length * Float.BYTES);
        raw.asFloatBuffer().put(values);
        return raw(name, DataType.FLOAT, raw, shape);
    }

    /** A tensor of 16-bit floats; no value is beyond {@link Halves#GREATEST}. */
    static TensorProto halves(String name, float[] values, long... shape) {
        ByteBuffer raw = buffer(values.length * Short.BYTES);
        for (float value : values) {
            raw.putShort(Halves.of(value));
        }
        return raw(name, DataType.FLOAT16, raw, shape);
    }

    /** A tensor of signed bytes. */
    static TensorProto bytes(String name, byte[] values, long... shape) {
        return raw(name, DataType.INT8, ByteBuffer.wrap(values), shape);
    }

    /** A tensor of 64-bit whole numbers, as shapes are. */
    static TensorProto longs(String name, long... values) {
        ByteBuffer raw = buffer(values.length * Long.BYTES);
        raw.asLongBuffer().put(values);
        return raw(name, DataType.INT64, raw, values.length);
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A tensor of little-endian bytes. */
    static TensorProto raw(String name, DataType type, ByteBuffer raw, long... shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .setRawData(ByteString.copyFrom(raw.rewind()));
        for (long d : shape) {
            tensor.addDims(d);
        }
        return tensor.build();
    }

    /** A float tensor type with a free first dimension. */
    static ValueInfoProto value(String name, int... rest) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("N"));
        for (int d : rest) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(d));
        }
        TypeProto.Tensor type = TypeProto.Tensor.newBuilder()
                .setElemType(DataType.FLOAT.getNumber())
                .setShape(shape)
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(type))
                .build();
    }

    /** The rows of a matrix, one after the other. */
    static float[] flat(float[][] rows) {
        float[] all = new float[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, all, i * rows[0].length, rows[0].length);
        }
        return all;
    }

    /** Number of values that a tensor's shape tells; NaN if a dimension is negative. */
    static double elements(TensorProto tensor) {
        double elements = 1;
        for (long d : tensor.getDimsList()) {
            elements *= d < 0 ? Double.NaN : d;
        }
        return elements;
    }

    /**
     * The values of a tensor as floats.
     *
     * @return empty if they lie in another file, are of another type than 32- or 16-bit floats or bytes, or are not as
     *     many as the shape says
     */
    static Optional<float[]> values(TensorProto tensor) {
        DataType type = DataType.forNumber(tensor.getDataType());
        if (type == null || tensor.getExternalDataCount() > 0) {
            return Optional.empty();
        }
        float[] values =
                switch (type) {
                    case FLOAT -> tensor.hasRawData() ? rawFloats(tensor) : fieldFloats(tensor);
                    case FLOAT16 -> halves(tensor);
                    case INT8, UINT8 -> bytes(tensor, type == DataType.UINT8);
                    default -> new float[0];
                };
        return values.length > 0 && values.length == elements(tensor) ? Optional.of(values) : Optional.empty();
    }

    /** The values of a tensor of 64-bit whole numbers; empty if it is another. */
    static Optional<long[]> longs(TensorProto tensor) {
        if (tensor.getDataType() != DataType.INT64.getNumber() || tensor.getExternalDataCount() > 0) {
            return Optional.empty();
        }
        if (!tensor.hasRawData()) {
            return Optional.of(tensor.getInt64DataList().stream()
                    .mapToLong(Long::longValue)
                    .toArray());
        }
        ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        long[] values = new long[raw.remaining() / Long.BYTES];
        raw.asLongBuffer().get(values);
        return Optional.of(values);
    }

    private static float[] rawFloats(TensorProto tensor) {
        ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[raw.remaining() / Float.BYTES];
        raw.asFloatBuffer().get(values);
        return values;
    }

    private static float[] fieldFloats(TensorProto tensor) {
        float[] values = new float[tensor.getFloatDataCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = tensor.getFloatData(i);
        }
        return values;
    }

    private static float[] halves(TensorProto tensor) {
        ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        boolean inField = !tensor.hasRawData();
        float[] values = new float[inField ? tensor.getInt32DataCount() : raw.remaining() / Short.BYTES];
        for (int i = 0; i < values.length; i++) {
            values[i] = Halves.toFloat(inField ? (short) tensor.getInt32Data(i) : raw.getShort());
        }
        return values;
    }

    private static float[] bytes(TensorProto tensor, boolean unsigned) {
        boolean inField = !tensor.hasRawData();
        ByteString raw = tensor.getRawData();
        float[] values = new float[inField ? tensor.getInt32DataCount() : raw.size()];
        for (int i = 0; i < values.length; i++) {
            int value = inField ? tensor.getInt32Data(i) : raw.byteAt(i);
            values[i] = unsigned ? value & 0xFF : (byte) value;
        }
        return values;
    }

    /** 16-bit floating-point numbers (IEEE 754 binary16), which Java 17 does not know. */
    static final class Halves {
        /** Greatest finite one. */
        static final float GREATEST = 65504f;

        private static final int BIAS = 127 - 15;
        /** The bits of 2^-14 as a float. */
        private static final int LEAST_NORMAL = (BIAS + 1) << 23;

        private Halves() {}

        /** The nearest half of a number that is at most {@link #GREATEST} in size; ties to even. */
        static short of(float value) {
            int bits = Float.floatToRawIntBits(value);
            int sign = (bits >>> 16) & 0x8000;
            int size = bits & 0x7FFFFFFF;
            if (size < LEAST_NORMAL) {
                // Below 2^-14 halves have equal steps of 2^-24: adding 1/2 lets the float's own rounding do it.
                int steps = Float.floatToRawIntBits(Float.intBitsToFloat(size) + 0.5f) - Float.floatToRawIntBits(0.5f);
                return (short) (sign | steps);
            }
            int rounded = size + 0xFFF + ((size >>> 13) & 1) - (BIAS << 23);
            return (short) (sign | (rounded >>> 13));
        }

        /** The number that a half stands for. */
        static float toFloat(short half) {
            int exponent = (half >> 10) & 0x1F;
            int fraction = half & 0x3FF;
            float size;
            if (exponent == 0x1F) {
                size = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
            } else if (exponent == 0) {
                size = Math.scalb((float) fraction, -24);
            } else {
                size = Float.intBitsToFloat(((exponent + BIAS) << 23) | (fraction << 13));
            }
            return half < 0 ? -size : size;
        }
    }
}
