package io.plumbline.drift.cause;

import io.plumbline.drift.baseline.Tallied;
import io.plumbline.drift.cause.Facts.Value;
import io.plumbline.feedback.LabelTally.Group;
import io.plumbline.stats.estimate.Rise;
import io.plumbline.stats.estimate.Rise.Stratum;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whether one segment value carries what everybody seems to suffer: for each, how much better "it alone got worse" explains the
 * errors than "all got worse by the same factor". Both have one factor to choose, so their likelihoods can be compared as they
 * are; that the best of K values was chosen costs log K (a scan statistic after Kulldorff, Commun. Stat. Theory Methods 26, 1997).
 * It costs nothing where there was no choice: where the alarm was about this value, or the value came with the change.
 */
final class SegmentScan {
    /** An alarm is about a segment only if the others were seen to keep the promise: three to one for it. */
    private static final double OTHERS_KEEP = Math.log(3);

    private SegmentScan() {}

    /**
     * The value that carries most.
     *
     * @param value which it is
     * @param before its labels before
     * @param since its labels since
     * @param share part of all excess errors of its key, 0 to 1
     * @param factor by which its errors became more
     * @param odds log likelihood of it alone over that of all alike, less log of the number of values that it was chosen from
     * @param appeared whether it hardly was there before the change
     * @param rest excess errors of all others over their labels, −1 to 1
     */
    record Carrier(
            Value value,
            Tallied before,
            Tallied since,
            double share,
            double factor,
            double odds,
            boolean appeared,
            double rest) {
        /** How surely it is this value and how much of the excess it has, 0 to 1. */
        double strength() {
            return share / (1 + Math.exp(-odds));
        }
    }

    /** @param hit which labels count as errors */
    static Optional<Carrier> best(Facts facts, Predicate<Group> hit) {
        Map<String, List<Value>> keys = new LinkedHashMap<>();
        facts.values().forEach(v -> keys.computeIfAbsent(v.key(), k -> new ArrayList<>())
                .add(v));
        return keys.entrySet().stream()
                .filter(e -> facts.key().isEmpty() || e.getKey().equals(facts.key()))
                .flatMap(e -> best(e.getValue(), hit, facts.value()).stream())
                .max(Comparator.comparingDouble(Carrier::strength).thenComparingDouble(Carrier::odds));
    }

    private static Optional<Carrier> best(List<Value> values, Predicate<Group> hit, String named) {
        Tallied all = Tallied.NONE;
        for (Value value : values) {
            all = all.plus(Tallied.of(value.before().groups(), hit));
        }
        double usual = (all.errors() + 0.5) / (all.n() + 1);
        List<Stratum> strata = new ArrayList<>();
        double[] excess = new double[values.size()];
        double labels = 0;
        double allExcess = 0;
        for (int i = 0; i < excess.length; i++) {
            Stratum stratum = stratum(values.get(i), hit, usual, all.n());
            strata.add(stratum);
            excess[i] = stratum.errorsSince() - stratum.since() * stratum.errorsBefore() / stratum.before();
            labels += stratum.since();
            allExcess += excess[i];
        }
        if (values.size() < 2 || allExcess <= 0) {
            return Optional.empty();
        }
        double together = Rise.of(strata).gain();
        Optional<Carrier> best = Optional.empty();
        for (int i = 0; i < excess.length; i++) {
            Stratum own = strata.get(i);
            Rise alone = Rise.of(List.of(own));
            boolean appeared = appeared(values, values.get(i));
            boolean chosen = named.isEmpty() && !appeared;
            double odds = alone.gain() - together - (chosen ? Math.log(values.size()) : 0);
            odds += named.isEmpty() ? 0 : OTHERS_KEEP;
            boolean asked = named.isEmpty() || values.get(i).value().equals(named);
            if (asked && excess[i] > 0 && (best.isEmpty() || odds > best.get().odds())) {
                Tallied before = Tallied.of(values.get(i).before().groups(), hit);
                best = Optional.of(new Carrier(
                        values.get(i),
                        before,
                        Tallied.of(values.get(i).since().groups(), hit),
                        Math.min(1, excess[i] / allExcess),
                        alone.factor(),
                        odds,
                        appeared,
                        (allExcess - excess[i]) / Math.max(1, labels - own.since())));
            }
        }
        return best;
    }

    private static boolean appeared(List<Value> values, Value value) {
        double before = values.stream().mapToLong(Value::predictionsBefore).sum();
        double since = values.stream().mapToLong(Value::predictionsSince).sum();
        return value.predictionsSince() > 0
                && value.predictionsBefore() * since < value.predictionsSince() * before / 10;
    }

    private static Stratum stratum(Value value, Predicate<Group> hit, double usual, double known) {
        Tallied before = Tallied.of(value.before().groups(), hit);
        Tallied since = Tallied.of(value.since().groups(), hit);
        return new Stratum(before.n(), before.errors(), since.n(), since.errors()).shrunk(usual, known + 1);
    }
}
