package io.plumbline.kernel;

import java.time.Instant;
import java.util.List;

/**
 * What really happened in the field, where somebody knows it: a simulation does, a real fleet never.
 *
 * <p>Pages show it beside the estimates, marked as such. Nothing else may read it: no estimate, gate or alarm.
 */
public interface Truth {
    /**
     * The true error counts of a model.
     *
     * @param model name of the model
     * @return one point an hour and segment value, in order of time; empty where nothing is known
     */
    List<Point> errors(String model);

    /**
     * True outcomes of one hour.
     *
     * @param hour start of the hour, UTC
     * @param version model version that predicted
     * @param segment value of the segment that the simulation tells apart, for instance a make of phone
     * @param n predictions, at least 0
     * @param errors wrong ones among them, 0 to n
     */
    record Point(Instant hour, String version, String segment, long n, long errors) {}
}
