package io.plumbline.ui.charts;

import io.plumbline.ui.charts.CurveChart.Curve;
import io.plumbline.ui.charts.LineChart.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Curves by epoch; those whose names end in the same word share a chart, such as "loss" and "validation loss". */
public final class Curves {
    private static final List<Tone> OTHERS = List.of(Tone.TRUTH, Tone.ALARM);

    private Curves() {}

    /**
     * A chart for each last word, in its order.
     *
     * @param points values by name, by step
     */
    public static List<Picture> of(SortedMap<Integer, SortedMap<String, Double>> points) {
        SortedMap<String, SortedMap<String, SortedMap<Integer, Double>>> charts = new TreeMap<>();
        points.forEach((step, values) -> values.forEach((name, value) -> charts.computeIfAbsent(
                        name.substring(name.lastIndexOf(' ') + 1), none -> new TreeMap<>())
                .computeIfAbsent(name, none -> new TreeMap<>())
                .put(step, value)));
        List<Picture> pictures = new ArrayList<>();
        charts.forEach((word, curves) -> pictures.add(chart(word, curves)));
        return pictures;
    }

    private static Picture chart(String word, SortedMap<String, SortedMap<Integer, Double>> curves) {
        List<Curve> lines = new ArrayList<>();
        StringBuilder description = new StringBuilder();
        for (Map.Entry<String, SortedMap<Integer, Double>> curve : curves.entrySet()) {
            // What is learnt from is told from what is judged by, wherever both are there.
            boolean training = curve.getKey().equals(word);
            boolean validation = curve.getKey().equals("validation " + word);
            Tone tone = training ? Tone.BASELINE : validation ? Tone.FIELD : OTHERS.get(lines.size() % OTHERS.size());
            String name = training ? "training " + word : curve.getKey();
            lines.add(new Curve(name, tone, curve.getValue()));
            SortedMap<Integer, Double> at = curve.getValue();
            description.append(String.format(
                    Locale.ROOT,
                    "The %s goes from %.3f at epoch %d to %.3f at epoch %d. ",
                    name,
                    at.get(at.firstKey()),
                    at.firstKey(),
                    at.get(at.lastKey()),
                    at.lastKey()));
        }
        boolean share = curves.values().stream()
                .flatMap(points -> points.values().stream())
                .allMatch(value -> value >= 0 && value <= 1);
        return new CurveChart(
                        word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1),
                        description.toString().strip(),
                        "epoch",
                        lines,
                        share && !word.equals("loss") ? Unit.SHARE : Unit.MEASURE)
                .picture();
    }
}
