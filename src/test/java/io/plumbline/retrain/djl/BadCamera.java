package io.plumbline.retrain.djl;

/** The camera of the demo's bad phone: tilted, out of focus, too dark. */
public final class BadCamera {
    private BadCamera() {}

    /** A 28 × 28 picture of 0..1 as that camera would have taken it. */
    public static float[] shoot(float[] picture, int side) {
        float[] tilted = tilt(picture, side, Math.toRadians(25));
        float[] blurred = new float[picture.length];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                float sum = 0;
                for (int dy = -1; dy <= 1; dy++) {
                    for (int dx = -1; dx <= 1; dx++) {
                        sum += at(tilted, side, x + dx, y + dy);
                    }
                }
                blurred[y * side + x] = Math.round(255 * 0.45f * sum / 9) / 255f;
            }
        }
        return blurred;
    }

    private static float[] tilt(float[] picture, int side, double angle) {
        float[] tilted = new float[picture.length];
        double centre = (side - 1) / 2.0;
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double fx = Math.cos(angle) * (x - centre) + Math.sin(angle) * (y - centre) + centre;
                double fy = -Math.sin(angle) * (x - centre) + Math.cos(angle) * (y - centre) + centre;
                int x0 = (int) Math.floor(fx);
                int y0 = (int) Math.floor(fy);
                double wx = fx - x0;
                double wy = fy - y0;
                tilted[y * side + x] = (float) ((1 - wy)
                                * ((1 - wx) * at(picture, side, x0, y0) + wx * at(picture, side, x0 + 1, y0))
                        + wy * ((1 - wx) * at(picture, side, x0, y0 + 1) + wx * at(picture, side, x0 + 1, y0 + 1)));
            }
        }
        return tilted;
    }

    private static float at(float[] picture, int side, int x, int y) {
        return x < 0 || y < 0 || x >= side || y >= side ? 0 : picture[y * side + x];
    }
}
