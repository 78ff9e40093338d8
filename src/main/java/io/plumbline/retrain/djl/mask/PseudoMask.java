package io.plumbline.retrain.djl.mask;

/**
 * What a teacher says of one picture, at its student's size, and how far it can be believed.
 *
 * <p>A pixel of the teacher's answer is believed where the teacher is sure: at most {@link #UNSURE} away from 0 or 1. A pixel
 * of the student's mask is the mean of those it covers, and counts by the share of them that is believed: an edge between what is
 * surely subject and what is surely not counts, a veil of halves does not. A picture with too much of that is doubtful: not for
 * the student, but for a person to draw. One in which all is surely not subject is learnt from as such. To be sure is no proof of being right; that is why a student is judged by masks that
 * people made, never by these.
 *
 * @param target share of each pixel that belongs to the subject, 0 to 1, rows from the top
 * @param weight how much each pixel counts, 0 to 1; as long as {@code target}
 * @param area share of the picture that is subject, by the teacher's own answer, 0 to 1
 * @param unsure share of unsure pixels among those that are unsure or subject, 0 to 1; 0 where there is neither
 * @param empty whether the teacher is sure that there is no subject: but for a speck no pixel is unsure or subject
 */
@SuppressWarnings("ArrayRecordComponent") // Safe because: masks are never compared nor used as keys.
public record PseudoMask(float[] target, float[] weight, double area, double unsure, boolean empty) {
    /** How far from 0 or 1 a believed answer may be. */
    public static final float UNSURE = 0.25f;

    /** From which share of unsure pixels on a picture is doubtful. */
    public static final double DOUBTFUL = 0.25;

    private static final double LEAST_AREA = 0.005;
    private static final double MOST_AREA = 0.95;
    /** Share of the pixels that is no more than the noise of a large network. */
    private static final double SPECK = 1e-4;

    /** @throws IllegalArgumentException if the lengths differ */
    public PseudoMask {
        if (target.length != weight.length) {
            throw new IllegalArgumentException(target.length + " targets, " + weight.length + " weights");
        }
    }

    /**
     * From a teacher's answer to a student's size: each pixel is the mean of those it covers.
     *
     * @param answer the teacher's mask, 0 to 1, rows from the top; what is outside is cut
     * @param width of the answer, a multiple of {@code toWidth} or smaller than it
     * @param height of the answer
     * @param toWidth of the student's mask
     * @param toHeight of the student's mask
     * @throws IllegalArgumentException if the answer is not width × height long
     */
    public static PseudoMask of(float[] answer, int width, int height, int toWidth, int toHeight) {
        if (answer.length != width * height) {
            throw new IllegalArgumentException(
                    "A mask of " + width + " × " + height + " pixels has " + answer.length + " values");
        }
        float[] sure = new float[answer.length];
        double area = 0;
        int unsure = 0;
        int subject = 0;
        for (int i = 0; i < answer.length; i++) {
            float p = answer[i];
            boolean believed = p <= UNSURE || p >= 1 - UNSURE;
            sure[i] = believed ? 1 : 0;
            unsure += believed ? 0 : 1;
            subject += believed && p > 0.5f ? 1 : 0;
            area += Math.min(1, Math.max(0, p));
        }
        return new PseudoMask(
                shrink(answer, width, height, toWidth, toHeight),
                shrink(sure, width, height, toWidth, toHeight),
                area / answer.length,
                unsure + subject == 0 ? 0 : (double) unsure / (unsure + subject),
                unsure + subject <= SPECK * answer.length);
    }

    /** Whether a person should look at the picture instead: too much of it is unsure, or nearly all is subject, or hardly anything. */
    public boolean doubtful() {
        return !empty && (unsure >= DOUBTFUL || area < LEAST_AREA || area > MOST_AREA);
    }

    /** Means over boxes; a box covers at least one pixel, so that this also enlarges. */
    private static float[] shrink(float[] from, int width, int height, int toWidth, int toHeight) {
        float[] to = new float[toWidth * toHeight];
        for (int y = 0; y < toHeight; y++) {
            int y0 = y * height / toHeight;
            int y1 = Math.max(y0 + 1, (y + 1) * height / toHeight);
            for (int x = 0; x < toWidth; x++) {
                int x0 = x * width / toWidth;
                int x1 = Math.max(x0 + 1, (x + 1) * width / toWidth);
                float sum = 0;
                for (int v = y0; v < y1; v++) {
                    for (int u = x0; u < x1; u++) {
                        sum += Math.min(1, Math.max(0, from[v * width + u]));
                    }
                }
                to[y * toWidth + x] = sum / ((y1 - y0) * (x1 - x0));
            }
        }
        return to;
    }
}
