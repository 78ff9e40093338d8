package io.plumbline.retrain.djl.mask;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.loss.Loss;

/**
 * How far a mask is from what it should be: binary cross entropy, mean over the pixels that count, plus the soft Dice loss
 * (Milletari et al. 2016, V-Net), mean over the pictures, with both sums over the pixels that count.
 *
 * <p>Cross entropy has each pixel right; Dice keeps a small subject from being outvoted by its background.
 *
 * <p>Nothing is multiplied with, nor divided by, a plain number: DJL lends PyTorch memory of Java for it and lets go of that before the
 * way back has read it, so that a garbage collection in between would make gradients of whatever is there then.
 */
final class MaskLoss extends Loss {
    private static final float SMOOTH = 1;

    MaskLoss() {
        super("mask");
    }

    /**
     * @param labels targets in 0..1 and weights, each (N, height × width)
     * @param predictions logits, (N, 1, height, width)
     */
    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
        NDArray target = labels.get(0);
        NDArray weight = labels.get(1);
        NDArray z = predictions.singletonOrThrow().reshape(target.getShape());
        // max(z, 0) - z t + log(1 + exp(-|z|)): the cross entropy of a sigmoid, without overflow.
        NDArray entropy = Activation.relu(z)
                .sub(z.mul(target))
                .add(z.abs().neg().exp().add(1).log());
        NDArray bce = entropy.mul(weight).sum().div(weight.sum().add(SMOOTH));
        NDArray p = Activation.sigmoid(z).mul(weight);
        int[] pixels = {1};
        NDArray common = p.mul(target).sum(pixels);
        NDArray all = p.sum(pixels).add(target.mul(weight).sum(pixels)).add(SMOOTH);
        return bce.add(common.add(common).add(SMOOTH).div(all).neg().add(1).mean())
                .reshape(new Shape());
    }
}
