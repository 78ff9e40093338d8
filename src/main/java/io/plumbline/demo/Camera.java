package io.plumbline.demo;

import java.util.Random;

/** Takes pictures as one kind of phone would: real operations on real pixels. Immutable. */
final class Camera {
    private final Optics optics;
    private final int width;
    private final int height;

    /**
     * @param width of the pictures, pixels
     * @param height of the pictures, pixels
     */
    Camera(Optics optics, int width, int height) {
        this.optics = optics;
        this.width = width;
        this.height = height;
    }

    /**
     * A photo of a scene.
     *
     * @param scene grey, 0 to 255, row by row; not changed
     * @param random of this very photo: the same numbers give the same photo
     * @return grey, 0 to 255, row by row
     */
    int[] shoot(int[] scene, Random random) {
        double angle = optics.tilt() + (2 * random.nextDouble() - 1) * optics.wobble();
        double[] light = turned(scene, Math.toRadians(angle));
        if (optics.blur() > 0) {
            double[] kernel = kernel(optics.blur());
            light = blurred(blurred(light, kernel, 1, 0), kernel, 0, 1);
        }
        int[] photo = new int[light.length];
        for (int i = 0; i < photo.length; i++) {
            double v = light[i] * optics.gain() + optics.offset() + random.nextGaussian() * optics.noise();
            photo[i] = (int) Math.max(0, Math.min(255, Math.round(v)));
        }
        return photo;
    }

    /** Turns about the centre, bilinear; what comes from outside is black. */
    private double[] turned(int[] scene, double radians) {
        double cos = Math.cos(radians);
        double sin = Math.sin(radians);
        double cx = (width - 1) / 2.0;
        double cy = (height - 1) / 2.0;
        double[] out = new double[scene.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double sx = cos * (x - cx) + sin * (y - cy) + cx;
                double sy = -sin * (x - cx) + cos * (y - cy) + cy;
                int x0 = (int) Math.floor(sx);
                int y0 = (int) Math.floor(sy);
                double fx = sx - x0;
                double fy = sy - y0;
                out[y * width + x] = (1 - fy) * ((1 - fx) * at(scene, x0, y0) + fx * at(scene, x0 + 1, y0))
                        + fy * ((1 - fx) * at(scene, x0, y0 + 1) + fx * at(scene, x0 + 1, y0 + 1));
            }
        }
        return out;
    }

    private int at(int[] scene, int x, int y) {
        return x < 0 || y < 0 || x >= width || y >= height ? 0 : scene[y * width + x];
    }

    private static double[] kernel(double sigma) {
        int radius = (int) Math.ceil(3 * sigma);
        double[] kernel = new double[2 * radius + 1];
        double sum = 0;
        for (int i = 0; i < kernel.length; i++) {
            double d = i - radius;
            kernel[i] = Math.exp(-d * d / (2 * sigma * sigma));
            sum += kernel[i];
        }
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] /= sum;
        }
        return kernel;
    }

    private double[] blurred(double[] light, double[] kernel, int dx, int dy) {
        int radius = kernel.length / 2;
        double[] out = new double[light.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double sum = 0;
                for (int k = -radius; k <= radius; k++) {
                    int sx = Math.max(0, Math.min(width - 1, x + k * dx));
                    int sy = Math.max(0, Math.min(height - 1, y + k * dy));
                    sum += kernel[k + radius] * light[sy * width + sx];
                }
                out[y * width + x] = sum;
            }
        }
        return out;
    }
}
