package io.plumbline.retrain.djl.mask;

/**
 * How large a student may be: the widest network whose file fits a budget of bytes, and then the largest input whose work fits a
 * budget of time. Bytes go with the width alone, time with the input's area as well.
 *
 * @param base channels of the first layer
 * @param side width and height of the input in pixels
 * @param parameters number of weights and biases
 * @param multiplyAdds of one picture
 */
public record StudentSize(int base, int side, long parameters, long multiplyAdds) {
    private static final int[] BASES = {4, 6, 8, 12, 16, 20, 24, 32, 40, 48, 64};
    private static final int[] SIDES = {64, 96, 128, 160, 192, 224, 256, 320};
    private static final int COLOURS = 3;
    private static final long GRAPH = 20_000;

    /**
     * The size that makes the most of a budget.
     *
     * @param mostBytes of the ONNX file
     * @param bytesPerWeight 4 as floats, 2 as 16-bit floats, 1 as bytes
     * @param mostMultiplyAdds of one picture; a thread of a low-end phone does some 10⁹ a second
     * @throws IllegalArgumentException if not even the smallest network fits, telling what that takes
     */
    public static StudentSize fit(long mostBytes, int bytesPerWeight, long mostMultiplyAdds) {
        StudentSize best = null;
        for (int base : BASES) {
            for (int side : SIDES) {
                StudentSize size = of(base, side);
                boolean fits = size.bytes(bytesPerWeight) <= mostBytes && size.multiplyAdds <= mostMultiplyAdds;
                best = fits ? size : best;
            }
        }
        if (best == null) {
            StudentSize least = of(BASES[0], SIDES[0]);
            throw new IllegalArgumentException(
                    "The smallest student takes " + least.bytes(bytesPerWeight) + " bytes and " + least.multiplyAdds
                            + " multiply-adds; allowed are " + mostBytes + " and " + mostMultiplyAdds);
        }
        return best;
    }

    /** About how large the ONNX file is, its graph included. */
    public long bytes(int bytesPerWeight) {
        return parameters * bytesPerWeight + GRAPH;
    }

    private static StudentSize of(int base, int side) {
        CompactUnet unet = new CompactUnet(COLOURS, side, side, base);
        return new StudentSize(base, side, unet.parameters(), unet.multiplyAdds());
    }
}
