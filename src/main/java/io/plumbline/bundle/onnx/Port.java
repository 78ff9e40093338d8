package io.plumbline.bundle.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What goes into a graph, or comes out of it: a float tensor.
 *
 * @param name of the tensor
 * @param shape of one case, without the batch; each at least 1
 */
public record Port(String name, List<Integer> shape) {
    /** @throws IllegalArgumentException if a side is below 1 or the whole is beyond what an array can hold */
    public Port {
        shape = List.copyOf(shape);
        long size = 1;
        for (int side : shape) {
            size *= side;
            if (side < 1 || size > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("A tensor '" + name + "' cannot have the shape " + shape);
            }
        }
    }

    /** A port of some name and shape. */
    public static Port of(String name, int... shape) {
        return new Port(name, Arrays.stream(shape).boxed().toList());
    }

    /** Number of values in one case. */
    public int size() {
        return shape.stream().reduce(1, (a, b) -> a * b);
    }

    /** The shape of a batch of some size. */
    public long[] batch(int n) {
        long[] batch = new long[shape.size() + 1];
        batch[0] = n;
        for (int d = 1; d < batch.length; d++) {
            batch[d] = shape.get(d - 1);
        }
        return batch;
    }

    @Override
    public String toString() {
        return name + shape.stream().map(String::valueOf).collect(Collectors.joining(", ", " (N, ", ")"));
    }
}
