package io.plumbline.retrain.djl.mask;

/**
 * How well masks agree: the intersection over union (Jaccard index) of what is subject at one half, over the pixels that count.
 *
 * @param mean IoU over the pictures, 0 to 1; NaN without pictures
 * @param pictures how many
 * @param poor share of the pictures whose IoU is below one half
 */
public record MaskScore(double mean, int pictures, double poor) {
    private static final float HALF = 0.5f;

    /** The score of some pictures. */
    public static MaskScore of(double[] ious) {
        double sum = 0;
        int poor = 0;
        for (double iou : ious) {
            sum += iou;
            poor += iou < HALF ? 1 : 0;
        }
        return new MaskScore(sum / ious.length, ious.length, (double) poor / ious.length);
    }

    /**
     * Intersection over union of one mask with the one it should be. 1 where neither has a subject.
     *
     * @param said 0 to 1
     * @param truth 0 to 1, as long
     * @param weight pixels of weight 0 do not count; as long
     * @throws IllegalArgumentException if the lengths differ
     */
    public static double iou(float[] said, float[] truth, float[] weight) {
        if (said.length != truth.length || weight.length != truth.length) {
            throw new IllegalArgumentException(
                    "Masks of " + said.length + ", " + truth.length + " and " + weight.length + " pixels");
        }
        int both = 0;
        int either = 0;
        for (int i = 0; i < truth.length; i++) {
            if (weight[i] > 0) {
                boolean a = said[i] >= HALF;
                boolean b = truth[i] >= HALF;
                both += a && b ? 1 : 0;
                either += a || b ? 1 : 0;
            }
        }
        return either == 0 ? 1 : (double) both / either;
    }
}
