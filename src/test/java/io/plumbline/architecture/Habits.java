package io.plumbline.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.members;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** Guards that say how code is written, wherever it is. */
final class Habits {
    private static final int MOST_TYPES = 20;
    private static final Set<String> CLOCKS = Set.of("java.time.Clock", "java.time.InstantSource");
    private static final Set<String> UNSEEDED =
            Set.of("java.util.Random", "java.util.SplittableRandom", "java.util.random.RandomGenerator");

    private Habits() {}

    static List<Guard> guards() {
        return List.of(time(), randomness(), nullness(), packageSize(), entities(), injection(), lentNumbers());
    }

    private static Guard time() {
        return Guard.of(
                "below app the time of day is passed in",
                root -> classes()
                        .that(describe("are below app", c -> !exempt(root, c)))
                        .should(callNone("read the clock", Habits::readsTheClock)),
                "package fixture.jobs; class BadNow { Object o = java.time.Instant.now(); }",
                "package fixture.jobs; class BadDay { Object o = java.time.LocalDate.now(java.time.ZoneOffset.UTC); }",
                "package fixture.jobs; class BadMillis { long o = System.currentTimeMillis(); }",
                "package fixture.jobs; class BadDate { Object o = new java.util.Date(); }",
                "package fixture.jobs; class BadSource { Object o = java.time.InstantSource.system(); }",
                "package fixture.jobs; class BadClock { Object o = java.time.Clock.systemUTC(); }",
                """
                package fixture.jobs;
                class BadReference { java.util.function.Supplier<?> o = java.time.Instant::now; }
                """,
                """
                package fixture.jobs;
                class Good {
                    Object at(java.time.InstantSource clock) { return clock.instant(); }
                    long elapsed() { return System.nanoTime(); }
                    Object day(java.time.Clock clock) { return java.time.LocalDate.now(clock); }
                }
                """,
                "package fixture.app; class Source { Object o = java.time.InstantSource.system(); }");
    }

    /** Safe because: app is where the clock comes from, and on a phone the device library's own clock is. */
    private static boolean exempt(String root, JavaClass type) {
        return type.getPackageName().equals(root + ".app") || type.getName().startsWith(root + ".client.DeviceClock");
    }

    private static boolean readsTheClock(JavaCodeUnit unit, JavaClass owner) {
        String name = unit.getName();
        boolean given = unit.getRawParameterTypes().stream().anyMatch(p -> CLOCKS.contains(p.getName()));
        return (owner.getPackageName().startsWith("java.time") && name.equals("now") && !given)
                || (CLOCKS.contains(owner.getName()) && name.startsWith("system"))
                || (owner.isEquivalentTo(System.class) && name.equals("currentTimeMillis"))
                || (owner.getName().equals("java.util.Date")
                        && unit.getRawParameterTypes().isEmpty());
    }

    private static Guard randomness() {
        return Guard.of(
                "random numbers are seeded or secure",
                root -> classes().should(callNone("draw unseeded random numbers", Habits::drawsUnseeded)),
                "package fixture.jobs; class BadMath { double o = Math.random(); }",
                "package fixture.jobs; class BadRandom { Object o = new java.util.Random(); }",
                "package fixture.jobs; class BadSplit { Object o = new java.util.SplittableRandom(); }",
                "package fixture.jobs; class BadGenerator { Object o = java.util.random.RandomGenerator.getDefault();"
                        + " }",
                """
                package fixture.jobs;
                class BadThread { int o = java.util.concurrent.ThreadLocalRandom.current().nextInt(); }
                """,
                "package fixture.jobs; class BadShuffle { { java.util.Collections.shuffle(new"
                        + " java.util.ArrayList<>()); } }",
                """
                package fixture.jobs;
                class Good {
                    Object seeded = new java.util.Random(7);
                    Object secure = new java.security.SecureRandom();
                }
                """);
    }

    private static boolean drawsUnseeded(JavaCodeUnit unit, JavaClass owner) {
        String name = unit.getName();
        int parameters = unit.getRawParameterTypes().size();
        return (owner.isEquivalentTo(Math.class) && name.equals("random"))
                || owner.isEquivalentTo(ThreadLocalRandom.class)
                || (owner.getName().equals("java.util.Collections") && name.equals("shuffle") && parameters == 1)
                || (UNSEEDED.contains(owner.getName()) && parameters == 0 && isOrigin(name));
    }

    private static boolean isOrigin(String name) {
        return name.equals("<init>") || name.equals("getDefault");
    }

    private static Guard nullness() {
        return Guard.of(
                "every package is @NullMarked",
                root -> classes().should(new ArchCondition<>("be in a package marked @NullMarked") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                            events.add(SimpleConditionEvent.violated(type, type.getName() + " is in no such package"));
                        }
                    }
                }),
                "package fixture.jobs; class Bad {}",
                "package fixture.store; class Good {}",
                "@org.jspecify.annotations.NullMarked package fixture.store;");
    }

    private static Guard packageSize() {
        return Guard.of(
                "a package has at most " + MOST_TYPES + " types",
                root -> classes().should(new ArchCondition<>("be in a package of at most " + MOST_TYPES + " types") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        long types = type.getPackage().getClasses().stream()
                                .filter(c -> c.isTopLevelClass() && !c.isArray())
                                .filter(c -> !c.getName().endsWith(".package-info"))
                                .count();
                        if (types > MOST_TYPES) {
                            events.add(SimpleConditionEvent.violated(
                                    type, type.getName() + " is one of " + types + " types in its package"));
                        }
                    }
                }),
                Stream.concat(
                                IntStream.rangeClosed(0, MOST_TYPES)
                                        .mapToObj(i -> "package fixture.jobs; class Bad" + i + " {}"),
                                IntStream.range(0, MOST_TYPES)
                                        .mapToObj(i -> "package fixture.store; class Good" + i
                                                + " { class Inner {} Good0[] all; }"))
                        .toArray(String[]::new));
    }

    private static Guard entities() {
        return Guard.of(
                "entities stay in their package",
                root -> classes()
                        .that()
                        .areAnnotatedWith("jakarta.persistence.Entity")
                        .should()
                        .bePackagePrivate()
                        .allowEmptyShould(true),
                "package fixture.jobs; @jakarta.persistence.Entity public class Bad {}",
                "package fixture.jobs; @jakarta.persistence.Entity class Good {}");
    }

    private static Guard injection() {
        return Guard.of(
                "dependencies come through the constructor",
                root -> members()
                        .that(describe("are no constructors", member -> !(member instanceof JavaConstructor)))
                        .should()
                        .notBeAnnotatedWith("jakarta.inject.Inject")
                        .andShould()
                        .notBeAnnotatedWith("org.eclipse.microprofile.config.inject.ConfigProperty")
                        .allowEmptyShould(true),
                "package fixture.jobs; class BadField { @jakarta.inject.Inject Object o; }",
                "package fixture.jobs; class BadSetter { @jakarta.inject.Inject void set(Object o) {} }",
                """
                package fixture.jobs;
                class BadProperty { @org.eclipse.microprofile.config.inject.ConfigProperty(name = "x") String x; }
                """,
                "package fixture.jobs; class Good { @jakarta.inject.Inject Good(Object o) {} }");
    }

    /** DJL gives PyTorch the number in memory of Java's, and lets go of it before a gradient has been computed with it. */
    private static Guard lentNumbers() {
        return Guard.of(
                "arrays are multiplied with arrays, which are held",
                root -> classes().should(callNone("multiply with a plain number", Habits::lendsANumber)),
                "package fixture.jobs; class BadTwice { Object o(ai.djl.ndarray.NDArray x) { return x.mul(2); } }",
                "package fixture.jobs; class BadHalf { Object o(ai.djl.ndarray.NDArray x) { return x.div(2); } }",
                "package fixture.jobs; class BadSquare { Object o(ai.djl.ndarray.NDArray x) { return x.pow(2); } }",
                "package fixture.jobs; class Good { Object o(ai.djl.ndarray.NDArray x) { return x.mul(x).add(1); } }");
    }

    private static boolean lendsANumber(JavaCodeUnit unit, JavaClass owner) {
        return owner.getName().equals("ai.djl.ndarray.NDArray")
                && Set.of("mul", "div", "pow").contains(unit.getName())
                && unit.getRawParameterTypes().get(0).isEquivalentTo(Number.class);
    }

    /** What a call is made to. */
    @FunctionalInterface
    private interface Called {
        boolean is(JavaCodeUnit unit, JavaClass owner);
    }

    private static ArchCondition<JavaClass> callNone(String words, Called forbidden) {
        return new ArchCondition<>("not " + words) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Stream.of(type.getCodeUnitCallsFromSelf(), type.getCodeUnitReferencesFromSelf())
                        .flatMap(Collection::stream)
                        .filter(access -> access.getTarget().resolveMember().stream()
                                .anyMatch(unit -> forbidden.is(unit, access.getTargetOwner())))
                        .map(JavaAccess::getDescription)
                        .forEach(call -> events.add(SimpleConditionEvent.violated(type, call)));
            }
        };
    }
}
