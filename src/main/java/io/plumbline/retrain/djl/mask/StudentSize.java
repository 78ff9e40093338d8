package io.plumbline.retrain.djl.mask;

import java.util.function.Predicate;

/**
 * How large a student may be: width and input grow together, for neither helps much without the other (compound scaling, Tan and Le
 * 2019), until the file would exceed a budget of bytes or a picture one of work. Bytes go with the width alone, work with the input's
 * area as well; where one of the two budgets ends sooner, the other is still used up.
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

    /** Of the input's width for one channel of the first layer, where both are in balance: 24 channels for 128 pixels. */
    private static final double PIXELS_TO_A_CHANNEL = 16 / 3.0;

    /**
     * The size that makes the most of a budget.
     *
     * @param mostBytes of the ONNX file
     * @param bytesPerWeight 4 as floats, 2 as 16-bit floats, 1 as bytes
     * @param mostMultiplyAdds of one picture; a thread of a low-end phone does some 10⁹ a second
     * @throws IllegalArgumentException if not even the smallest network fits, telling what that takes
     */
    public static StudentSize fit(long mostBytes, int bytesPerWeight, long mostMultiplyAdds) {
        Predicate<StudentSize> fits =
                size -> size.bytes(bytesPerWeight) <= mostBytes && size.multiplyAdds <= mostMultiplyAdds;
        int base = 0;
        int side = 0;
        if (!fits.test(of(BASES[base], SIDES[side]))) {
            StudentSize least = of(BASES[base], SIDES[side]);
            throw new IllegalArgumentException(
                    "The smallest student takes " + least.bytes(bytesPerWeight) + " bytes and " + least.multiplyAdds
                            + " multiply-adds; allowed are " + mostBytes + " and " + mostMultiplyAdds);
        }
        while (true) {
            boolean wider = base + 1 < BASES.length && fits.test(of(BASES[base + 1], SIDES[side]));
            boolean larger = side + 1 < SIDES.length && fits.test(of(BASES[base], SIDES[side + 1]));
            if (!wider && !larger) {
                return of(BASES[base], SIDES[side]);
            }
            boolean narrow = BASES[base] * PIXELS_TO_A_CHANNEL < SIDES[side];
            if (wider && (narrow || !larger)) {
                base++;
            } else {
                side++;
            }
        }
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
