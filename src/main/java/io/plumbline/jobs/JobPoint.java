package io.plumbline.jobs;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A point of a job's curves.
 *
 * @param number by which later ones are told from earlier ones
 * @param step where, such as an epoch
 * @param values finite, by the name of the curve
 */
public record JobPoint(long number, int step, SortedMap<String, Double> values) {
    /** Copies the map. */
    public JobPoint {
        values = new TreeMap<>(values);
    }
}
