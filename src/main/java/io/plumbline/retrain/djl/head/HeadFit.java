package io.plumbline.retrain.djl.head;

import io.plumbline.bundle.onnx.Head;

/**
 * A trained last layer.
 *
 * @param head learnt from all samples, with the penalty and number of epochs that validation chose: what is shipped
 * @param held learnt without the validation samples, otherwise alike: what is calibrated with them, for the shipped one has
 *     seen them. The same as {@code head} where there were none
 * @param penalty chosen, λ
 * @param epochs chosen; 0 if the start was best, which then is both heads
 */
public record HeadFit(Head head, Head held, double penalty, int epochs) {}
