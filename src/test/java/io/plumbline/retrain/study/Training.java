package io.plumbline.retrain.study;

import io.plumbline.retrain.djl.IdxPictures;
import io.plumbline.stats.report.Page;
import io.plumbline.stats.report.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The command that measures what retraining the last layer gives, and puts it into docs/training.md. */
public final class Training {
    static final List<Integer> LABELS = List.of(500, 2_000, 10_000);

    private static final Path PAGE = Path.of("docs", "training.md");
    private static final Path PERFORMANCE = Path.of("docs", "performance.md");
    private static final int POOL = 10_000;
    private static final int DRAWS = 5;

    private Training() {}

    /**
     * The command.
     *
     * @param arguments one: the folder with Fashion-MNIST's files
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("Give the folder with Fashion-MNIST's files, as the pom does");
        }
        IdxPictures pictures = Pictures.all(Path.of(arguments[0]));
        LastLayerStudy study = new LastLayerStudy(pictures, POOL, List.of(Shift.values()), LABELS, DRAWS);
        Page page = new Page();
        page.add("accuracy", accuracy(study));
        page.add("won-back", wonBack(study));
        page.add("confidence", confidence(study, 2_000));
        System.out.println(page.print());
        page.fill(PAGE);
        Page speed = new Page();
        speed.add("last-layer", new Speed(pictures).table());
        System.out.println(speed.print());
        speed.fill(PERFORMANCE);
    }

    private static Table accuracy(LastLayerStudy study) {
        Table table = new Table("change", "before", "500 labels", "2,000", "10,000");
        for (Shift shift : Shift.values()) {
            LastLayerStudy.Result result = study.of(shift);
            table.row(
                    shift.title(),
                    three(result.before()),
                    after(result, 500),
                    after(result, 2_000),
                    after(result, 10_000));
        }
        return table;
    }

    /** Mean and, of different labels, standard deviation. */
    private static String after(LastLayerStudy.Result result, int labels) {
        double mean = result.accuracy(labels);
        double squares = result.draws(labels).stream()
                .mapToDouble(d -> (d.accuracy() - mean) * (d.accuracy() - mean))
                .sum();
        double sd = Math.sqrt(squares / (result.draws(labels).size() - 1));
        return three(mean) + " ± " + three(sd);
    }

    private static Table wonBack(LastLayerStudy study) {
        Table table = new Table("change", "loss, points", "500 labels", "2,000", "10,000");
        double none = study.of(Shift.NONE).before();
        for (Shift shift : Shift.values()) {
            if (shift != Shift.NONE) {
                table.row(
                        shift.title(),
                        String.format(
                                Locale.ROOT,
                                "%.1f",
                                100 * (none - study.of(shift).before())),
                        percent(study.wonBack(shift, 500)),
                        percent(study.wonBack(shift, 2_000)),
                        percent(study.wonBack(shift, 10_000)));
            }
        }
        return table;
    }

    private static Table confidence(LastLayerStudy study, int labels) {
        Table table = new Table("change", "right", "mean confidence", "unsure below", "unsure", "wrong though sure");
        for (Shift shift : Shift.values()) {
            List<Draw> draws = study.of(shift).draws(labels);
            table.row(
                    shift.title(),
                    percent(mean(draws, Draw::accuracy)),
                    percent(mean(draws, Draw::confidence)),
                    String.format(Locale.ROOT, "%.2f", mean(draws, Draw::threshold)),
                    percent(mean(draws, Draw::unsure)),
                    percent(mean(draws, Draw::wrongThough)));
        }
        return table;
    }

    private static double mean(List<Draw> draws, ToDoubleFunction<Draw> what) {
        return draws.stream().mapToDouble(what).average().orElse(Double.NaN);
    }

    private static String three(double share) {
        return String.format(Locale.ROOT, "%.3f", share);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }
}
