package io.plumbline.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.plumbline.ingest.BatchSink;
import io.plumbline.store.Sql;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Guards that say in which packages a library may be used. */
final class Places {
    private static final Set<String> HANDED_ON = Set.of("java.sql.Connection", "java.sql.SQLException");
    private static final List<String> JDK = List.of(
            "java.lang..",
            "java.util..",
            "java.io..",
            "java.nio..",
            "java.net..",
            "java.math..",
            "java.time..",
            "java.security..",
            "org.jspecify..");

    private Places() {}

    private static final List<String> DJL = List.of(
            "bundle",
            "bundle.onnx",
            "retrain.djl",
            "retrain.djl.head",
            "retrain.djl.mask",
            "retrain.djl.resume",
            "retrain.djl.whole");

    static List<Guard> guards() {
        return Stream.concat(libraries().stream(), knowledge().stream()).toList();
    }

    private static List<Guard> libraries() {
        return List.of(
                Guard.of(
                        "packages form no cycle",
                        root -> slices().matching(root + ".(**)").should().beFreeOfCycles(),
                        "package fixture.jobs; public class Bad { fixture.jobs.inner.BadPart part; }",
                        "package fixture.jobs.inner; public class BadPart { fixture.jobs.Bad whole; }",
                        "package fixture.kernel; class Good { fixture.jobs.Bad other; }"),
                only(
                        "Kafka",
                        List.of("ingest", "lifecycle", "embedded"),
                        List.of("org.apache.kafka..", "kafka.."),
                        "org.apache.kafka.common.TopicPartition"),
                sql(),
                only("DJL", DJL, List.of("ai.djl.."), "ai.djl.Device"),
                only(
                        "ONNX Runtime",
                        List.of("bundle.onnx", "demo"),
                        List.of("ai.onnxruntime.."),
                        "ai.onnxruntime.OnnxTensor"),
                only(
                        "the S3 client",
                        List.of("store"),
                        List.of("software.amazon.."),
                        "software.amazon.awssdk.services.s3.S3Client"),
                only(
                        "JAX-RS",
                        List.of("api", "api.training", "ui", "ui.signals", "ui.training", "ui.candidate"),
                        List.of("jakarta.ws.rs..", "org.jboss.resteasy.."),
                        "jakarta.ws.rs.core.MediaType"),
                only(
                        "the embedded servers",
                        List.of("embedded"),
                        List.of(
                                "org.apache.kafka.server..",
                                "kafka.server..",
                                "org.apache.commons.compress..",
                                "org.tukaani.."),
                        "org.tukaani.xz.XZInputStream"));
    }

    private static List<Guard> knowledge() {
        return List.of(
                only(
                        "Hibernate",
                        List.of(
                                "access",
                                "registry",
                                "jobs",
                                "drift",
                                "drift.baseline",
                                "drift.policy",
                                "retrain",
                                "retrain.policy"),
                        List.of("jakarta.persistence..", "org.hibernate..", "io.quarkus.hibernate.."),
                        "jakarta.persistence.EntityManager"),
                knows("kernel", "the JDK", "java.sql.Connection"),
                knows("client", "the JDK", "ai.onnxruntime.OrtSession"),
                knows("client.json", "the JDK", "com.fasterxml.jackson.core.JsonParser"),
                knows("ui.charts", "the JDK", "io.quarkus.qute.Template"),
                knows("ui.view", "the JDK", "io.quarkus.qute.Template"),
                knows("ui.signals.view", "the JDK", "io.quarkus.qute.Template"),
                knows("ui.training.view", "the JDK", "io.quarkus.qute.Template"),
                knows(
                        "event",
                        "the JDK and Jackson's parser",
                        "com.fasterxml.jackson.databind.JsonNode",
                        "com.fasterxml.jackson.core.."),
                knowsMath("stats"),
                knowsMath("stats.distance"),
                knowsMath("stats.detector"),
                knowsMath("stats.anytime"),
                knowsMath("stats.calibration"),
                knowsMath("stats.estimate"));
    }

    private static Guard knowsMath(String place) {
        return knows(
                place,
                "the JDK and Commons Numbers and Statistics",
                "com.fasterxml.jackson.core.JsonParser",
                "org.apache.commons.numbers..",
                "org.apache.commons.statistics..");
    }

    /** Only some packages may use a library. */
    private static Guard only(String library, List<String> places, List<String> packages, String type) {
        String[] libraries = packages.toArray(String[]::new);
        return Guard.of(
                library + " stays in " + String.join(", ", places),
                root -> noClasses()
                        .that(describe("are elsewhere", c -> PackageTable.row(root, c)
                                .filter(places::contains)
                                .isEmpty()))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(libraries))
                        .allowEmptyShould(true),
                "package fixture.delivery; class Bad { " + type + " value; }",
                "package fixture." + places.get(0) + "; class Good { " + type + " value; }");
    }

    /** A package knows nothing but Plumbline's own (which the table checks), the JDK's base and a few libraries. */
    private static Guard knows(String place, String words, String foreign, String... libraries) {
        String[] known = Stream.concat(JDK.stream(), Stream.of(libraries)).toArray(String[]::new);
        return Guard.of(
                place + " knows only " + words,
                root -> classes()
                        .that(describe("are in " + place, c -> PackageTable.row(root, c)
                                .filter(place::equals)
                                .isPresent()))
                        .should()
                        .onlyDependOnClassesThat(resideInAnyPackage(known)
                                .or(resideInAnyPackage(root + ".."))
                                .or(describe("are primitive", c -> c.getBaseComponentType()
                                        .isPrimitive())))
                        .allowEmptyShould(true),
                "package fixture." + place + "; class Bad { " + foreign + " value; }",
                "package fixture." + place + "; class Good { java.util.List<int[][]> value; }");
    }

    private static Guard sql() {
        return Guard.of(
                "SQL stays in store and in the classes marked @Sql",
                root -> classes().should(keepSqlInItsPlace(root)),
                "package fixture.jobs; class BadStatement { java.sql.PreparedStatement value; }",
                "package fixture.jobs; class BadConnection { java.sql.Connection value; }",
                "package fixture.jobs; @io.plumbline.store.Sql class BadSource { javax.sql.DataSource value; }",
                """
                package fixture.profile;
                abstract class BadSink implements io.plumbline.ingest.BatchSink { java.sql.ResultSet value; }
                """,
                """
                package fixture.profile;
                abstract class Sink implements io.plumbline.ingest.BatchSink { java.sql.Connection value; }
                """,
                "package fixture.jobs; @io.plumbline.store.Sql class Table { class Row { java.sql.ResultSet value; } }",
                "package fixture.store; class Store { javax.sql.DataSource value; java.sql.ResultSet rows; }");
    }

    private static ArchCondition<JavaClass> keepSqlInItsPlace(String root) {
        return new ArchCondition<>("keep SQL in store, in classes marked @Sql and, as a connection, in sinks") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (PackageTable.row(root, type).filter("store"::equals).isPresent()) {
                    return;
                }
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    boolean jdbc = target.getPackageName().equals("java.sql") && !mayUse(type, target);
                    if (jdbc || target.getPackageName().startsWith("javax.sql")) {
                        events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static boolean mayUse(JavaClass type, JavaClass jdbc) {
        JavaClass outermost = type;
        while (outermost.getEnclosingClass().isPresent()) {
            outermost = outermost.getEnclosingClass().get();
        }
        return outermost.isAnnotatedWith(Sql.class)
                || (outermost.isAssignableTo(BatchSink.class) && HANDED_ON.contains(jdbc.getName()));
    }

    /** For the table itself: every cell is tried by the test. */
    static ArchRule table(String root) {
        return classes().should(PackageTable.importOnlyWhatTheTableAllows(root));
    }
}
