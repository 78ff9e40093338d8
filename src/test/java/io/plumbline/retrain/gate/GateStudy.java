package io.plumbline.retrain.gate;

import io.plumbline.kernel.Sha256;
import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.GateVerdict.Outcome;
import io.plumbline.retrain.gate.GateConfig.Goal;
import io.plumbline.retrain.gate.GateLimits.Budget;
import io.plumbline.retrain.gate.GateLimits.Judged;
import io.plumbline.retrain.gate.GateLimits.Margins;
import io.plumbline.retrain.gate.JudgedPicture.Answer;
import io.plumbline.retrain.gate.JudgedPicture.Origin;
import io.plumbline.stats.report.Page;
import io.plumbline.stats.report.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * How often the gates pass what they should not, and what they should: challengers that are simulated to be just not good enough,
 * judged by the gates themselves. Seeded: the same numbers on any machine.
 */
public final class GateStudy {
    /** One-sided level. */
    static final double LEVEL = 0.05;

    private static final Margins MARGINS = new Margins(0.01, 0.02, 0.05, 0.05, 0.01);
    private static final Judged JUDGED = new Judged(100, 0.05);

    /** Every third device belongs to the segment that may be worse. */
    private static final int THIRD = 3;

    private static final Sha256 IMAGE = Sha256.of(new byte[0]);
    private static final int SAFE = 0;
    private static final double NONE = Double.NaN;
    private static final List<Fleet> FLEETS = List.of(
            new Fleet("independent pictures", 1, 0, false),
            new Fleet("ten of each device, which differ", 10, 1, false),
            new Fleet("weights 1 and 5", 1, 0, true),
            new Fleet("both", 10, 1, true));

    private final int runs;
    private final Table table =
            new Table("challenger", "pictures", "fleet", "gate", "should pass", "passed", "failed", "inconclusive");
    private double worst;

    /**
     * How pictures hang together.
     *
     * @param name what it is
     * @param each pictures a device
     * @param spread how much devices differ: 0 not at all, 1 from never to twice as often
     * @param weighted whether a third of the pictures was drawn a fifth as often
     */
    private record Fleet(String name, int each, double spread, boolean weighted) {}

    /**
     * A challenger.
     *
     * @param name what it is
     * @param better share of pictures that only it has right
     * @param worse share that only the champion has right
     * @param hurt loss, as a share, in the one segment that a third of the devices belong to; NaN where none differs
     * @param surer rise of the share of confidently wrong answers
     * @param quality whether QUALITY is asked, or SAFETY
     * @param good whether it should pass
     */
    private record Challenger(
            String name, double better, double worse, double hurt, double surer, boolean quality, boolean good) {
        boolean segment() {
            return !Double.isNaN(hurt);
        }
    }

    private static final List<Challenger> CHALLENGERS = List.of(
            new Challenger("as good as the champion", .08, .08, NONE, 0, true, false),
            new Challenger("better, one segment worse by the margin", .15, .05, .05, 0, true, false),
            new Challenger("confidently wrong one point more often", .05, .05, NONE, .01, false, false),
            new Challenger("three points better everywhere", .07, .04, NONE, 0, true, true),
            new Challenger("ten points better everywhere", .14, .04, NONE, 0, true, true),
            new Challenger("better, one segment as good as before", .15, .05, 0, 0, true, true),
            new Challenger("confidently wrong as often", .05, .05, NONE, 0, false, true));

    private GateStudy(int runs, Predicate<Challenger> which) {
        this.runs = runs;
        for (Challenger challenger : CHALLENGERS.stream().filter(which).toList()) {
            for (int pictures : new int[] {30, 300, 1_200}) {
                for (Fleet fleet : FLEETS) {
                    measure(challenger, pictures, fleet);
                }
            }
        }
    }

    /** Of the challengers that should not pass alone: of them {@link #worst} tells. */
    static GateStudy ofTheBad(int runs) {
        return new GateStudy(runs, challenger -> !challenger.good());
    }

    /** The command: runs it and writes its table into docs. */
    public static void main(String[] arguments) throws IOException {
        int runs = arguments.length == 0 ? 500 : Integer.parseInt(arguments[0]);
        Page page = new Page();
        page.add("gates", new GateStudy(runs, any -> true).table);
        System.out.println(page.print());
        if (arguments.length == 0) {
            page.fill(Path.of("docs", "statistics.md"));
        }
    }

    /** Largest share of passes among those that should not pass, over all situations but segments of too few labels to be judged. */
    double worst() {
        return worst;
    }

    private void measure(Challenger challenger, int pictures, Fleet fleet) {
        GateLimits limits = new GateLimits(
                LEVEL, Goal.SUPERIORITY, MARGINS, JUDGED, new Budget(1, 1, 1, Optional.empty(), OptionalLong.empty()));
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        List<Outcome> outcomes = IntStream.range(0, runs)
                .parallel()
                .mapToObj(run -> {
                    Judging judging = judging(challenger, pictures, fleet, run);
                    GateVerdict verdict = challenger.quality()
                            ? new QualityGate(limits).judge(judging)
                            : new SafetyGate(limits).judge(judging);
                    return verdict.outcome();
                })
                .toList();
        outcomes.forEach(outcome -> counts.merge(outcome, 1, Integer::sum));
        double passed = share(counts, Outcome.PASSED);
        boolean judged = !challenger.segment() || pictures / THIRD >= JUDGED.labels(pictures);
        worst = challenger.good() || !judged ? worst : Math.max(worst, passed);
        table.row(
                challenger.name(),
                Integer.toString(pictures),
                fleet.name(),
                challenger.quality() ? "QUALITY" : "SAFETY",
                challenger.good() ? "yes" : "no",
                percent(passed),
                percent(share(counts, Outcome.FAILED)),
                percent(share(counts, Outcome.INCONCLUSIVE)));
    }

    private static Judging judging(Challenger challenger, int pictures, Fleet fleet, long run) {
        SplittableRandom random = new SplittableRandom(run);
        List<JudgedPicture> all = new ArrayList<>(pictures);
        for (int i = 0; i < pictures; i++) {
            int device = i / fleet.each();
            // What a device is like follows from its number, so all its pictures share it.
            SplittableRandom own = new SplittableRandom(run * 1_000_003 + device);
            boolean often = own.nextBoolean();
            boolean hurt = challenger.segment() && device % THIRD == 0;
            double factor = 1 + (often ? fleet.spread() : -fleet.spread());
            double weight = fleet.weighted() && random.nextInt(3) == 0 ? 5 : 1;
            all.add(picture(challenger, random, factor, hurt, device, weight));
        }
        return new Judging("m", "1", List.of("make"), all, run);
    }

    private static JudgedPicture picture(
            Challenger challenger, SplittableRandom random, double factor, boolean hurt, int device, double weight) {
        double better = hurt ? challenger.worse() : challenger.better();
        double worse = hurt ? challenger.worse() + challenger.hurt() : challenger.worse();
        double u = random.nextDouble();
        boolean gains = u < better * factor;
        boolean loses = !gains && u < (better + worse) * factor;
        boolean right = !gains && !loses && random.nextDouble() < 0.8;
        double was = random.nextDouble() < 0.1 ? 0.95 : 0.6;
        boolean oldRight = loses || right;
        boolean newRight = gains || right;
        if (!challenger.quality()) {
            // Confidently wrong: two in a hundred of either, by chance, and what is added to the challenger's.
            double v = random.nextDouble();
            boolean before = v < 0.02;
            boolean both = before && random.nextBoolean();
            boolean surer = random.nextDouble() < challenger.surer() * factor / 0.49;
            boolean now = both || (v > 0.5 && v < 0.51) || (v > 0.51 && surer);
            return of(device, hurt, weight, answer(!before, before), answer(!now, now));
        }
        return of(
                device,
                hurt,
                weight,
                new Answer(oldRight ? "a" : "b", was, oldRight ? 1 : SAFE),
                new Answer(newRight ? "a" : "c", was, newRight ? 1 : SAFE));
    }

    private static Answer answer(boolean right, boolean sure) {
        return new Answer(right ? "a" : "b", sure ? 0.95 : 0.6, right ? 1 : SAFE);
    }

    private static JudgedPicture of(int device, boolean hurt, double weight, Answer champion, Answer challenger) {
        return new JudgedPicture(
                IMAGE,
                "a",
                "d" + device,
                Origin.FIELD,
                weight,
                Map.of("make", hurt ? "hurt" : "other"),
                champion,
                challenger);
    }

    private double share(Map<Outcome, Integer> counts, Outcome outcome) {
        return (double) counts.getOrDefault(outcome, 0) / runs;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
