package io.plumbline.retrain.gate;

import io.plumbline.bundle.Bundle;
import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.GateVerdict.Gate;
import io.plumbline.registry.GateVerdict.Outcome;
import io.plumbline.retrain.gate.GateLimits.Budget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Is the challenger small and fast enough? Measured, beside the champion where there is one. */
final class BudgetGate {
    /** Memory that a run may take more than the champion's in any case: below it lies what the allocator does. */
    static final long SLACK = 8L << 20;

    private final Budget budget;
    private final long most;

    /** @param most bytes that a model may take where it is measured */
    BudgetGate(GateLimits limits, long most) {
        this.budget = limits.budget();
        this.most = most;
    }

    GateVerdict judge(Optional<Bundle> champion, Bundle challenger) {
        RunCost cost = RunCost.measure(challenger, champion, most);
        if (cost.latency().isEmpty()) {
            return new GateVerdict(
                    Gate.BUDGET,
                    Outcome.NOT_RUN,
                    "Not measured: the process that ran it did not end well; the log of the server says how. Judge it"
                            + " again.",
                    Map.of());
        }
        return judge(
                champion,
                challenger,
                cost,
                champion.map(known -> RunCost.memory(known, most)).orElse(OptionalLong.empty()));
    }

    private GateVerdict judge(Optional<Bundle> champion, Bundle challenger, RunCost cost, OptionalLong before) {
        Latency latency = cost.latency().orElseThrow();
        OptionalLong memory = cost.memory();
        List<String> over = new ArrayList<>();
        long bytes = challenger.bytes().length;
        check(over, bytes <= budget.bytes(), "%,d bytes are more than the %,d allowed", bytes, budget.bytes());
        if (champion.isPresent()) {
            check(
                    over,
                    latency.ratio() <= budget.slowdown(),
                    "%.2f times the champion's time is more than the %.2f allowed",
                    latency.ratio(),
                    budget.slowdown());
        }
        budget.latency()
                .ifPresent(most -> check(
                        over,
                        latency.micros() <= most.toNanos() / 1e3,
                        "%s a picture are more than the %s allowed",
                        Latency.text(latency.micros()),
                        Latency.text(most.toNanos() / 1e3)));
        memory.ifPresent(now -> {
            budget.memory()
                    .ifPresent(most ->
                            check(over, now <= most, "%,d bytes of memory are more than the %,d allowed", now, most));
            before.ifPresent(then -> check(
                    over,
                    now <= Math.max(budget.growth() * then, (double) then + SLACK),
                    "%.2f times the champion's memory is more than the %.2f allowed",
                    (double) now / Math.max(1, then),
                    budget.growth()));
        });
        return new GateVerdict(
                Gate.BUDGET,
                over.isEmpty() ? Outcome.PASSED : Outcome.FAILED,
                sentence(champion, bytes, latency, memory, before) + (over.isEmpty() ? "" : " " + said(over)),
                evidence(champion, bytes, latency, memory, before));
    }

    private static void check(List<String> over, boolean fits, String words, Object... figures) {
        if (!fits) {
            over.add(String.format(Locale.ROOT, words, figures));
        }
    }

    private static String said(List<String> over) {
        return "Too much: " + String.join("; ", over) + ".";
    }

    private String sentence(
            Optional<Bundle> champion, long bytes, Latency latency, OptionalLong memory, OptionalLong before) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%,d bytes of at most %,d; %s a picture on one thread",
                bytes,
                budget.bytes(),
                Latency.text(latency.micros())));
        if (champion.isPresent()) {
            text.append(String.format(Locale.ROOT, ", %.2f times the champion's", latency.ratio()));
        }
        if (memory.isPresent()) {
            text.append(String.format(Locale.ROOT, "; %s of memory at most", mebibytes(memory.getAsLong())));
            before.ifPresent(then -> text.append(", the champion ").append(mebibytes(then)));
        } else {
            text.append("; memory not measured on this system");
        }
        return text.append(". Measured on ").append(Machine.name()).append('.').toString();
    }

    private Map<String, Object> evidence(
            Optional<Bundle> champion, long bytes, Latency latency, OptionalLong memory, OptionalLong before) {
        Map<String, Object> evidence = new HashMap<>();
        evidence.put("bytes", bytes);
        evidence.put("maxBytes", budget.bytes());
        evidence.put("microsAPicture", latency.micros());
        evidence.put("rounds", latency.rounds());
        evidence.put("maxSlowdown", budget.slowdown());
        evidence.put("maxGrowth", budget.growth());
        evidence.put("threads", 1);
        evidence.put("machine", Machine.name());
        budget.latency().ifPresent(most -> evidence.put("maxMicrosAPicture", most.toNanos() / 1e3));
        budget.memory().ifPresent(most -> evidence.put("maxMemoryBytes", most));
        memory.ifPresent(now -> evidence.put("memoryBytes", now));
        champion.ifPresent(known -> {
            evidence.put("championBytes", known.bytes().length);
            evidence.put("championMicrosAPicture", latency.championMicros());
            evidence.put("slowdown", latency.ratio());
            before.ifPresent(then -> evidence.put("championMemoryBytes", then));
        });
        return evidence;
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / 1024.0 / 1024.0);
    }
}
