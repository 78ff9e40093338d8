package io.plumbline.retrain.distil;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of distillation: a small segmenter from a large one. */
@ConfigMapping(prefix = "plumbline.distillation")
public interface DistilConfig {
    /** Pictures that a teacher has to be asked about at least; with fewer a distillation is refused. */
    @WithDefault("64")
    int leastPictures();

    /** Most pictures that a teacher is asked about; of more that are there so many are drawn. */
    @WithDefault("2000")
    int mostPictures();

    /** Masks made by people that there have to be at least to judge by; with fewer a distillation is refused. */
    @WithDefault("8")
    int leastMasks();

    /** Most bytes of the student's graph, unless its request says otherwise. */
    @WithDefault("1000000")
    long maxBytes();

    /** Most multiplications with an addition for one picture, unless its request says otherwise; a low-end phone does 10^9 a second. */
    @WithDefault("60000000")
    long maxWork();

    /** Most passes over the pictures; it ends sooner where validation gets no better. */
    @WithDefault("40")
    int epochs();
}
