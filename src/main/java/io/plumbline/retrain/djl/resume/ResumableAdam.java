package io.plumbline.retrain.djl.resume;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.optimizer.Adam;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * DJL's Adam (Kingma and Ba, ICLR 2015), whose running moments can be read and set, so that a training goes on after a
 * death as if nothing had happened. How many updates there were is given to its builder, as {@code optBeginNumUpdate}.
 */
public final class ResumableAdam extends Adam {
    /** Of each parameter the mean and the variance, in the order in which Adam asks for them. */
    private final Map<String, List<NDArray>> moments = new HashMap<>();

    private final Map<String, List<float[]>> restored = new HashMap<>();

    /** Adam as its builder says. */
    public ResumableAdam(Adam.Builder builder) {
        super(builder);
    }

    @Override
    protected NDArray withDefaultState(
            Map<String, Map<Device, NDArray>> state, String parameter, Device device, Function<String, NDArray> zeros) {
        return super.withDefaultState(state, parameter, device, key -> {
            NDArray fresh = zeros.apply(key);
            List<NDArray> known = moments.computeIfAbsent(parameter, none -> new ArrayList<>());
            List<float[]> before = restored.getOrDefault(parameter, List.of());
            if (known.size() < before.size()) {
                fresh.set(FloatBuffer.wrap(before.get(known.size())));
            }
            known.add(fresh);
            return fresh;
        });
    }

    /** All of the state of a block's training: each parameter, and its two moments if it is trained. */
    public List<float[]> capture(Block block) {
        List<float[]> arrays = new ArrayList<>();
        for (Parameter parameter : block.getParameters().values()) {
            arrays.add(parameter.getArray().toFloatArray());
            for (NDArray moment : moments.getOrDefault(parameter.getId(), List.of())) {
                arrays.add(moment.toFloatArray());
            }
        }
        return arrays;
    }

    /** Sets what {@link #capture} read after at least one update. The block must be initialised and not yet updated. */
    public void restore(Block block, Iterator<float[]> arrays) {
        for (Parameter parameter : block.getParameters().values()) {
            parameter.getArray().set(FloatBuffer.wrap(arrays.next()));
            if (parameter.requiresGradient()) {
                restored.put(parameter.getId(), List.of(arrays.next(), arrays.next()));
            }
        }
    }
}
