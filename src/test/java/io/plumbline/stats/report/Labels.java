package io.plumbline.stats.report;

import java.util.ArrayList;
import java.util.List;

/** Finds room for labels beside their points: the first place that hides nothing, or else the one that hides least. */
final class Labels {
    private static final double HEIGHT = 13;
    private static final double GAP = 8;
    private static final double STEP = 4;
    private static final int FARTHEST = 10;

    private final double left;
    private final double right;
    private final double top;
    private final double bottom;
    private final List<double[]> taken = new ArrayList<>();

    Labels(double left, double right, double top, double bottom) {
        this.left = left;
        this.right = right;
        this.top = top;
        this.bottom = bottom;
    }

    /** Where a text begins, on its base line. */
    record Place(double x, double y) {}

    /** Keeps labels off a point. */
    void occupy(double x, double y) {
        taken.add(new double[] {x - 5, y - 5, x + 5, y + 5});
    }

    /** The place of a label of that width for the point. */
    Place place(double x, double y, double width) {
        List<double[]> corners = new ArrayList<>();
        for (int step = 0; step <= FARTHEST; step++) {
            // Beside the point, then ever farther above and below.
            for (double up : new double[] {-step * STEP, step * STEP}) {
                corners.add(new double[] {x + GAP, y - HEIGHT / 2 + up});
                corners.add(new double[] {x - GAP - width, y - HEIGHT / 2 + up});
            }
            if (step == 3) {
                corners.add(new double[] {x - width / 2, y - HEIGHT - GAP + 2});
                corners.add(new double[] {x - width / 2, y + GAP - 2});
            }
        }
        double[] best = corners.get(0);
        double least = Double.POSITIVE_INFINITY;
        for (double[] corner : corners) {
            double cost = cost(corner[0], corner[1], width);
            if (cost < least) {
                least = cost;
                best = corner;
            }
        }
        taken.add(new double[] {best[0], best[1], best[0] + width, best[1] + HEIGHT});
        return new Place(best[0], best[1] + HEIGHT - 3);
    }

    private double cost(double x, double y, double width) {
        boolean outside = x < left - 2 || x + width > right + 14 || y < top - 12 || y + HEIGHT > bottom + 2;
        double cost = outside ? 1e6 : 0;
        for (double[] box : taken) {
            double across = Math.min(x + width, box[2]) - Math.max(x, box[0]);
            double down = Math.min(y + HEIGHT, box[3]) - Math.max(y, box[1]);
            cost += across > 0 && down > 0 ? across * down : 0;
        }
        return cost;
    }
}
