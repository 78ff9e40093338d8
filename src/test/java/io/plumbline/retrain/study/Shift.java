package io.plumbline.retrain.study;

import java.util.Random;

/** Ways in which a camera's pictures change. Each keeps a grey picture of 0..1 within 256 steps, as a camera would. */
enum Shift {
    NONE("none") {
        @Override
        float[] of(float[] picture, int side, Random random) {
            return picture.clone();
        }
    },
    BRIGHT("brightness + .3") {
        @Override
        float[] of(float[] picture, int side, Random random) {
            return each(picture, v -> v + 0.3);
        }
    },
    LOW_CONTRAST("contrast × .4") {
        @Override
        float[] of(float[] picture, int side, Random random) {
            return each(picture, v -> 0.5 + 0.4 * (v - 0.5));
        }
    },
    NOISE("noise .25") {
        @Override
        float[] of(float[] picture, int side, Random random) {
            return each(picture, v -> v + 0.25 * random.nextGaussian());
        }
    },
    BLUR("blur 5 × 5") {
        @Override
        float[] of(float[] picture, int side, Random random) {
            return at(picture, side, (x, y) -> {
                double sum = 0;
                for (int dy = -2; dy <= 2; dy++) {
                    for (int dx = -2; dx <= 2; dx++) {
                        sum += sample(picture, side, x + dx, y + dy);
                    }
                }
                return sum / 25;
            });
        }
    },
    TILT("rotation 45°") {
        @Override
        float[] of(float[] picture, int side, Random random) {
            double turn = Math.sqrt(0.5);
            double centre = (side - 1) / 2.0;
            return at(picture, side, (x, y) -> {
                double fx = turn * ((x - centre) + (y - centre)) + centre;
                double fy = turn * ((y - centre) - (x - centre)) + centre;
                int x0 = (int) Math.floor(fx);
                int y0 = (int) Math.floor(fy);
                double wx = fx - x0;
                double wy = fy - y0;
                double above = (1 - wx) * sample(picture, side, x0, y0) + wx * sample(picture, side, x0 + 1, y0);
                double below =
                        (1 - wx) * sample(picture, side, x0, y0 + 1) + wx * sample(picture, side, x0 + 1, y0 + 1);
                return (1 - wy) * above + wy * below;
            });
        }
    },
    INVERTED("inverted") {
        @Override
        float[] of(float[] picture, int side, Random random) {
            return each(picture, v -> 1 - v);
        }
    },
    DARK("light × .4") {
        @Override
        float[] of(float[] picture, int side, Random random) {
            return each(picture, v -> 0.4 * v);
        }
    };

    private final String title;

    Shift(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /**
     * A picture as it would have been taken.
     *
     * @param picture side × side values of 0..1; not changed
     * @param random of the noise
     */
    abstract float[] of(float[] picture, int side, Random random);

    private interface Point {
        double of(double value);
    }

    private interface Place {
        double of(int x, int y);
    }

    private static float[] each(float[] picture, Point point) {
        float[] changed = new float[picture.length];
        for (int i = 0; i < changed.length; i++) {
            changed[i] = step(point.of(picture[i]));
        }
        return changed;
    }

    private static float[] at(float[] picture, int side, Place place) {
        float[] changed = new float[picture.length];
        for (int i = 0; i < changed.length; i++) {
            changed[i] = step(place.of(i % side, i / side));
        }
        return changed;
    }

    private static float step(double value) {
        return Math.round(255 * Math.max(0, Math.min(1, value))) / 255f;
    }

    /** Black outside the picture. */
    private static float sample(float[] picture, int side, int x, int y) {
        return x < 0 || y < 0 || x >= side || y >= side ? 0 : picture[y * side + x];
    }
}
