package io.plumbline.architecture;

import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Which package may import which: all others, and packages that the table lacks, are refused. */
final class PackageTable {
    private static final Set<String> FEATURES = Set.of(
            "access",
            "ingest",
            "admission",
            "letters",
            "profile",
            "picture",
            "feedback",
            "snapshot",
            "registry",
            "jobs",
            "lifecycle",
            "drift",
            "drift.baseline",
            "drift.policy",
            "drift.report",
            "drift.signal",
            "bundle",
            "retrain",
            "retrain.distil",
            "retrain.remote",
            "retrain.work",
            "retrain.gate",
            "retrain.policy",
            "delivery",
            "kernel");

    private static final Set<String> STATS =
            Set.of("stats", "stats.distance", "stats.detector", "stats.anytime", "stats.calibration", "stats.estimate");

    /** Imports by package, both named below {@code io.plumbline}. */
    static final Map<String, Set<String>> ROWS = withApp(Map.ofEntries(
            entry("kernel", Set.of()),
            entry("process", Set.of()),
            entry("stats", Set.of()),
            entry("stats.distance", Set.of("stats")),
            entry("stats.detector", Set.of("stats")),
            entry("stats.anytime", Set.of("stats")),
            entry("stats.calibration", Set.of("stats")),
            entry("stats.estimate", Set.of("stats", "stats.distance")),
            entry("stats.paired", Set.of("stats")),
            entry("event", Set.of("kernel")),
            entry("store", Set.of("kernel")),
            entry("access", Set.of("store", "kernel")),
            entry("ingest", Set.of("event", "store", "kernel")),
            entry("admission", Set.of("access", "ingest", "kernel")),
            entry("letters", Set.of("ingest", "store", "kernel")),
            entry("profile", Set.of("ingest", "event", "stats", "store", "kernel")),
            entry("picture", Set.of("store", "kernel")),
            entry("feedback", Set.of("ingest", "event", "picture", "stats", "store", "kernel")),
            entry("snapshot", Set.of("picture", "feedback", "store", "kernel")),
            entry("registry", Set.of("stats", "store", "kernel")),
            entry("jobs", Set.of("store", "kernel")),
            entry("lifecycle", Set.of("store", "kernel")),
            entry(
                    "drift",
                    with(
                            STATS,
                            "drift.alarm",
                            "drift.baseline",
                            "drift.cause",
                            "drift.policy",
                            "drift.report",
                            "drift.signal",
                            "profile",
                            "feedback",
                            "registry",
                            "store",
                            "kernel")),
            entry(
                    "drift.alarm",
                    Set.of("feedback", "registry", "stats", "stats.anytime", "stats.estimate", "store", "kernel")),
            entry(
                    "drift.baseline",
                    Set.of("drift.policy", "profile", "feedback", "registry", "stats", "store", "kernel")),
            entry(
                    "drift.signal",
                    with(STATS, "drift.alarm", "drift.baseline", "profile", "feedback", "registry", "store", "kernel")),
            entry("drift.policy", Set.of("registry", "kernel")),
            entry(
                    "drift.cause",
                    Set.of(
                            "drift.baseline",
                            "profile",
                            "feedback",
                            "stats",
                            "stats.distance",
                            "stats.estimate",
                            "kernel")),
            entry(
                    "drift.report",
                    Set.of(
                            "drift.alarm",
                            "drift.baseline",
                            "drift.cause",
                            "drift.policy",
                            "drift.signal",
                            "profile",
                            "feedback",
                            "registry",
                            "stats",
                            "stats.anytime",
                            "stats.estimate",
                            "kernel")),
            entry("bundle", Set.of("bundle.onnx", "process", "stats", "kernel")),
            entry("bundle.onnx", Set.of("kernel")),
            entry(
                    "retrain",
                    with(
                            STATS,
                            "drift",
                            "drift.policy",
                            "drift.report",
                            "retrain.ask",
                            "retrain.gate",
                            "retrain.remote",
                            "feedback",
                            "retrain.policy",
                            "snapshot",
                            "registry",
                            "jobs",
                            "profile",
                            "bundle",
                            "bundle.onnx",
                            "retrain.work",
                            "store",
                            "kernel")),
            entry(
                    "retrain.ask",
                    Set.of("retrain.gate", "retrain.mask", "retrain.work", "bundle", "bundle.onnx", "store", "kernel")),
            entry("retrain.mask", Set.of("retrain.gate", "bundle", "bundle.onnx", "stats", "stats.paired", "kernel")),
            entry(
                    "retrain.distil",
                    Set.of(
                            "retrain",
                            "retrain.ask",
                            "retrain.gate",
                            "retrain.mask",
                            "retrain.policy",
                            "retrain.remote",
                            "retrain.work",
                            "feedback",
                            "picture",
                            "snapshot",
                            "registry",
                            "jobs",
                            "bundle",
                            "bundle.onnx",
                            "stats",
                            "store",
                            "kernel")),
            entry("retrain.policy", Set.of("drift.policy", "registry", "store", "kernel")),
            entry("retrain.remote", Set.of("retrain.work", "jobs", "bundle", "kernel")),
            entry("retrain.work", Set.of("process", "kernel")),
            entry(
                    "retrain.gate",
                    Set.of(
                            "feedback",
                            "registry",
                            "bundle",
                            "bundle.onnx",
                            "process",
                            "stats",
                            "stats.estimate",
                            "stats.paired",
                            "store",
                            "kernel")),
            entry("worker", Set.of("retrain.work", "kernel")),
            entry(
                    "retrain.djl",
                    with(
                            STATS,
                            "retrain",
                            "retrain.ask",
                            "retrain.djl.head",
                            "retrain.djl.mask",
                            "retrain.djl.resume",
                            "retrain.djl.whole",
                            "retrain.work",
                            "bundle",
                            "bundle.onnx",
                            "kernel")),
            entry(
                    "retrain.djl.head",
                    Set.of("retrain", "retrain.djl.resume", "bundle", "bundle.onnx", "stats.calibration", "kernel")),
            entry(
                    "retrain.djl.mask",
                    Set.of(
                            "retrain",
                            "retrain.djl.resume",
                            "retrain.djl.whole",
                            "retrain.work",
                            "bundle",
                            "bundle.onnx",
                            "stats.calibration",
                            "kernel")),
            entry("retrain.djl.resume", Set.of("retrain.work", "kernel")),
            entry("retrain.djl.whole", Set.of("retrain", "retrain.djl.resume", "bundle", "bundle.onnx")),
            entry("delivery", Set.of("registry", "bundle", "store", "kernel")),
            entry("client", Set.of("client.model", "client.json")),
            entry("client.model", Set.of("client.json")),
            entry("client.json", Set.of()),
            entry("demo", Set.of("client", "client.model", "client.json", "kernel")),
            entry("api", FEATURES),
            entry("api.training", with(FEATURES, "api")),
            // The features hand out histograms and intervals: pages draw them.
            entry("ui", with(FEATURES, "ui.view", "ui.view.operation", "ui.charts", "stats")),
            entry(
                    "ui.signals",
                    with(
                            FEATURES,
                            "ui",
                            "ui.view",
                            "ui.charts",
                            "ui.signals.view",
                            "stats",
                            "stats.distance",
                            "stats.estimate")),
            entry(
                    "ui.signals.view",
                    Set.of("ui.view", "ui.charts", "drift", "drift.report", "drift.signal", "stats", "kernel")),
            entry(
                    "ui.candidate",
                    Set.of(
                            "ui",
                            "ui.view",
                            "ui.candidate.view",
                            "access",
                            "bundle",
                            "delivery",
                            "jobs",
                            "registry",
                            "retrain",
                            "retrain.gate",
                            "kernel")),
            entry("ui.candidate.view", Set.of("ui.view", "ui.charts", "registry", "retrain.gate", "kernel")),
            entry("ui.training", with(FEATURES, "ui", "ui.view", "ui.charts", "ui.training.view")),
            entry("ui.training.view", Set.of("ui.view", "ui.charts", "kernel")),
            entry("ui.view", Set.of("ui.charts", "drift", "drift.report", "drift.signal", "kernel")),
            entry("ui.view.operation", Set.of("ui.view", "kernel")),
            entry("ui.charts", Set.of()),
            entry("embedded", Set.of("kernel"))));

    private PackageTable() {}

    static boolean allows(String from, String to) {
        return from.equals(to) || ROWS.getOrDefault(from, Set.of()).contains(to);
    }

    /** The package's name in the table, or empty for what is not below the root. */
    static Optional<String> row(String root, JavaClass type) {
        String name = type.getBaseComponentType().getPackageName();
        return name.startsWith(root + ".") ? Optional.of(name.substring(root.length() + 1)) : Optional.empty();
    }

    static ArchCondition<JavaClass> importOnlyWhatTheTableAllows(String root) {
        return new ArchCondition<>("import only what the package table allows") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String from = row(root, type).orElse("");
                if (!ROWS.containsKey(from)) {
                    events.add(SimpleConditionEvent.violated(
                            type, type.getName() + " is in a package that the package table lacks"));
                    return;
                }
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    row(root, dependency.getTargetClass())
                            .filter(to -> !allows(from, to))
                            .ifPresent(to -> events.add(SimpleConditionEvent.violated(
                                    type, from + " may not import " + to + ": " + dependency.getDescription())));
                }
            }
        };
    }

    private static Map<String, Set<String>> withApp(Map<String, Set<String>> rows) {
        Map<String, Set<String>> all = new TreeMap<>(rows);
        all.put("app", rows.keySet());
        return all;
    }

    private static Set<String> with(Set<String> some, String... more) {
        Set<String> all = new HashSet<>(some);
        all.addAll(Set.of(more));
        return all;
    }
}
