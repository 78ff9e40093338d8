package io.plumbline.stats.detector;

import io.plumbline.stats.StateReader;
import io.plumbline.stats.StateWriter;
import java.util.Arrays;

/**
 * The window of {@link Adwin}: an exponential histogram in flat arrays. Row r holds buckets of 2^r values, oldest first; a
 * row that overflows joins its two oldest into one of the next row. All higher rows are older.
 */
final class Buckets {
    private final int most;
    private final int stride;
    private final int[] sizes;
    private final double[] sums;
    private final double[] deviations;
    private int rows;
    private long width;
    private double sum;
    private double squares;

    /**
     * An empty window.
     *
     * @param most buckets a row
     * @param rows rows that there is room for
     */
    Buckets(int most, int rows) {
        this.most = most;
        stride = most + 1;
        sizes = new int[rows];
        sums = new double[rows * stride];
        deviations = new double[rows * stride];
    }

    long width() {
        return width;
    }

    double mean() {
        return width == 0 ? 0 : sum / width;
    }

    void clear() {
        Arrays.fill(sizes, 0, rows, 0);
        rows = 0;
        width = 0;
        sum = 0;
        squares = 0;
    }

    void add(double x) {
        if (width > 0) {
            double difference = x - sum / width;
            squares += difference * difference * ((double) width / (width + 1));
        }
        width++;
        sum += x;
        append(0, x, 0);
        for (int row = 0; sizes[row] > most; row++) {
            join(row);
        }
    }

    private void append(int row, double bucketSum, double bucketDeviations) {
        int at = row * stride + sizes[row]++;
        sums[at] = bucketSum;
        deviations[at] = bucketDeviations;
        if (row >= rows) {
            rows = row + 1;
        }
    }

    private void join(int row) {
        int at = row * stride;
        double difference = sums[at] - sums[at + 1];
        double between = difference * difference / (2L << row);
        double joinedSum = sums[at] + sums[at + 1];
        double joinedDeviations = deviations[at] + deviations[at + 1] + between;
        drop(row, 2);
        append(row + 1, joinedSum, joinedDeviations);
    }

    private void drop(int row, int oldest) {
        int at = row * stride;
        int left = sizes[row] - oldest;
        for (int i = 0; i < left; i++) {
            sums[at + i] = sums[at + i + oldest];
            deviations[at + i] = deviations[at + i + oldest];
        }
        sizes[row] = left;
    }

    /** Drops the oldest bucket as long as there is a cut; whether there was one. */
    boolean shrink(double delta, int minSubWindow) {
        boolean cut = false;
        while (rows > 0 && hasCut(delta, minSubWindow)) {
            dropOldest();
            cut = true;
        }
        return cut;
    }

    private boolean hasCut(double delta, int minSubWindow) {
        double log = StrictMath.log(2 * StrictMath.log((double) width) / delta);
        double spread = 2 * (squares / width) * log;
        double bias = 2.0 / 3 * log;
        long before = 0;
        double sumBefore = 0;
        for (int row = rows - 1; row >= 0; row--) {
            int end = row * stride + sizes[row];
            for (int at = row * stride; at < end; at++) {
                before += 1L << row;
                sumBefore += sums[at];
                long after = width - before;
                if (after <= minSubWindow + 1) {
                    return false;
                }
                if (before > minSubWindow + 1 && isCut(before, after, sumBefore, minSubWindow, spread, bias)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isCut(long before, long after, double sumBefore, int minSubWindow, double spread, double bias) {
        double difference = Math.abs(sumBefore / before - (sum - sumBefore) / after);
        long trimmedBefore = before - minSubWindow + 1;
        long trimmedAfter = after - minSubWindow + 1;
        double inverse = (trimmedBefore + trimmedAfter) / ((double) trimmedBefore * trimmedAfter);
        double beyond = difference - bias * inverse;
        return beyond > 0 && beyond * beyond > spread * inverse;
    }

    private void dropOldest() {
        int row = rows - 1;
        long size = 1L << row;
        double bucketSum = sums[row * stride];
        double bucketDeviations = deviations[row * stride];
        drop(row, 1);
        while (rows > 0 && sizes[rows - 1] == 0) {
            rows--;
        }
        width -= size;
        sum -= bucketSum;
        if (width == 0) {
            clear();
            return;
        }
        double difference = bucketSum / size - sum / width;
        double between = difference * difference * ((double) size * width / (size + width));
        // Rounding must not leave less than nothing.
        squares = Math.max(0, squares - bucketDeviations - between);
    }

    void write(StateWriter out) {
        out.put(sum).put(squares).put(rows);
        for (int row = 0; row < rows; row++) {
            out.put(sizes[row]);
            for (int at = row * stride; at < row * stride + sizes[row]; at++) {
                out.put(sums[at]).put(deviations[at]);
            }
        }
    }

    void read(StateReader in) {
        sum = Inputs.readNumber(in, "sum");
        squares = deviations(in);
        rows = in.getInt();
        in.require(rows >= 0 && rows < sizes.length, "number of rows", rows);
        for (int row = 0; row < rows; row++) {
            int size = in.getInt();
            in.require(size >= (row == rows - 1 ? 1 : 0) && size <= most, "number of buckets", size);
            for (int i = 0; i < size; i++) {
                append(row, Inputs.readNumber(in, "sum of a bucket"), deviations(in));
            }
            width += (long) size << row;
        }
    }

    private static double deviations(StateReader in) {
        return Inputs.readSquares(in, "sum of squared deviations");
    }
}
