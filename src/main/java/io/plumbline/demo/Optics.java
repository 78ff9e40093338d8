package io.plumbline.demo;

/**
 * What a phone's camera does to a picture.
 *
 * @param gain factor on the brightness, above 0
 * @param offset added to it afterwards, in grey levels
 * @param blur standard deviation of the Gaussian blur in pixels; 0 for none
 * @param tilt mean angle by which pictures are turned, degrees
 * @param wobble how far a picture's angle strays from it at most, degrees
 * @param noise standard deviation of the sensor's noise, grey levels
 */
record Optics(double gain, double offset, double blur, double tilt, double wobble, double noise) {
    /** Darker, blurred and tilted by 20 to 30 degrees: the worse camera. */
    static final Optics WORSE = new Optics(0.6, 6, 0.8, 25, 5, 6);
}
