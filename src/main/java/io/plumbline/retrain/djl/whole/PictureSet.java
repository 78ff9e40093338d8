package io.plumbline.retrain.djl.whole;

import io.plumbline.bundle.ModelDefinition.Input;

/** Pictures to train a network on, by their number, all of one size. */
public interface PictureSet {
    /** How the network takes them. */
    Input input();

    /** Number of pictures. */
    int size();

    /** Channels × height × width samples of a picture, 0 to 255 as unsigned bytes, plane by plane. Do not write to them. */
    byte[] samples(int number);

    /** Class of a picture, from 0. */
    int label(int number);

    /** How much a picture counts, at least 0; 1 is usual. */
    float weight(int number);

    /** A picture as a network takes it that has the channels first. */
    default float[] values(int number) {
        byte[] samples = samples(number);
        float[] values = new float[samples.length];
        int plane = samples.length / input().channels();
        for (int i = 0; i < values.length; i++) {
            int c = i / plane;
            values[i] = ((samples[i] & 0xFF) / 255f - input().mean().get(c))
                    / input().sd().get(c);
        }
        return values;
    }
}
