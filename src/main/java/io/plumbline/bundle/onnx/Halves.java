package io.plumbline.bundle.onnx;

/** 16-bit floating-point numbers (IEEE 754 binary16), which Java 17 does not know. */
final class Halves {
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
