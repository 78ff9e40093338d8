package io.plumbline.demo;

import java.util.List;

/**
 * One model of phone.
 *
 * @param device make and model, the value of the segment "device"
 * @param optics its camera
 * @param os versions of Android that it runs
 * @param latencyMillis how long it takes for a prediction, typically; simulated, since all run on one machine
 */
record Make(String device, Optics optics, List<String> os, int latencyMillis) {
    /** The make whose next model has the worse camera. */
    static final Make REPLACED =
            new Make("Tecno KC8", new Optics(0.97, 0, 0, 0, 1, 2), List.of("android-27", "android-28"), 64);

    /** The one that replaces it. */
    static final Make REPLACEMENT = new Make("Tecno KC9", Optics.WORSE, List.of("android-30", "android-31"), 47);

    /** What people have at the beginning. */
    static final List<Make> AT_FIRST = List.of(
            REPLACED,
            new Make("Samsung A14", new Optics(1.03, 0, 0, 0, 1, 1.5), List.of("android-33", "android-34"), 31),
            new Make("Xiaomi Redmi 12C", new Optics(0.98, 0, 0, 0, 1.5, 2), List.of("android-31", "android-33"), 38),
            new Make("Nokia G22", new Optics(1.0, 0, 0, 0, 1, 1), List.of("android-31", "android-33"), 42));
}
