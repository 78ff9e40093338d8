package io.plumbline.retrain.djl.whole;

import java.util.SplittableRandom;

/** How a training from nothing goes through its pictures: in a new order each epoch, in one cycle of the learning rate. */
public final class OneCycle {
    private static final double WARM_UP = 0.15;

    private OneCycle() {}

    /** Half a cosine up to the peak, then half a cosine down to nothing (Smith &amp; Topin 2018). */
    public static float rate(float peak, int update, int total) {
        double done = Math.min(1, (double) update / total);
        double cosine = done < WARM_UP
                ? (1 - Math.cos(Math.PI * done / WARM_UP)) / 2
                : (1 + Math.cos(Math.PI * (done - WARM_UP) / (1 - WARM_UP))) / 2;
        return (float) (peak * (0.02 + 0.98 * cosine) + 1e-6);
    }

    /** The numbers from 0 to n − 1 in random order. */
    public static int[] shuffled(int n, SplittableRandom random) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
