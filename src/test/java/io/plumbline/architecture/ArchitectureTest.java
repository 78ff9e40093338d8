package io.plumbline.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import io.plumbline.store.Sql;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the architecture, and shows of every rule that it refuses what it is there to refuse. */
class ArchitectureTest {
    private static final String ROOT = "io.plumbline";
    private static final Pattern NAME = Pattern.compile(Guard.FIXTURE + "\\d*\\.[\\w.]*\\w");
    private static final List<Guard> GUARDS =
            Stream.concat(Places.guards().stream(), Habits.guards().stream()).toList();

    private static JavaClasses plumbline;

    /** The examples of all guards: the compiler and the importer read the class path once. */
    private static JavaClasses examples;

    @BeforeAll
    static void read(@TempDir Path folder) throws URISyntaxException, IOException {
        URL classes = Sql.class.getProtectionDomain().getCodeSource().getLocation();
        plumbline = new ClassFileImporter().importPath(Path.of(classes.toURI()));
        assertThat(plumbline.stream().map(JavaClass::getPackageName))
                .as("packages found")
                .contains(ROOT + ".kernel", ROOT + ".app");
        examples = Fixture.compile(
                folder,
                IntStream.range(0, GUARDS.size())
                        .boxed()
                        .flatMap(i -> GUARDS.get(i).examplesBelow(below(i)).stream())
                        .toList());
    }

    static List<Guard> guards() {
        return GUARDS;
    }

    /** The package below which the examples of a guard are, apart from those of all others. */
    private static String below(int guard) {
        return Guard.FIXTURE + guard;
    }

    @Test
    void packages_import_only_what_the_table_allows() {
        Places.table(ROOT).check(plumbline);
    }

    @Test
    void every_package_of_the_table_exists() {
        Set<String> found = plumbline.stream()
                .map(type -> PackageTable.row(ROOT, type).orElse(""))
                .collect(Collectors.toSet());
        assertThat(PackageTable.ROWS.keySet()).isSubsetOf(found);
    }

    @Test
    void the_table_refuses_every_import_that_it_does_not_list(@TempDir Path folder) throws IOException {
        // Given
        Set<String> forbidden = new TreeSet<>();
        List<String> sources = new ArrayList<>();
        Set<String> packages = new TreeSet<>(PackageTable.ROWS.keySet());
        for (String from : packages) {
            sources.add("package fixture." + from + "; public class Target {}");
            for (String to : packages) {
                String name = "To_" + to.replace('.', '_');
                sources.add("package fixture." + from + "; class " + name + " { fixture." + to + ".Target target; }");
                if (!PackageTable.allows(from, to)) {
                    forbidden.add("fixture." + from + "." + name);
                }
            }
        }
        sources.add("package fixture.unheard; class Of {}");
        forbidden.add("fixture.unheard.Of");
        JavaClasses fixture = Fixture.compile(folder, sources);
        // When
        Set<String> refused = refused(Places.table(Guard.FIXTURE), fixture);
        // Then
        assertThat(forbidden).hasSizeGreaterThan(300);
        assertThat(refused).containsExactlyInAnyOrderElementsOf(forbidden);
    }

    @ParameterizedTest
    @MethodSource("guards")
    void plumbline_keeps_the_rule(Guard guard) {
        guard.rule().apply(ROOT).check(plumbline);
    }

    @ParameterizedTest
    @MethodSource("guards")
    void the_rule_refuses_its_bad_examples_and_no_other(Guard guard) {
        // Given
        String root = below(GUARDS.indexOf(guard));
        JavaClasses its = examples.that(resideInAPackage(root + ".."));
        Set<String> bad = its.stream()
                .filter(type -> type.getSimpleName().startsWith("Bad"))
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        // When
        Set<String> refused = refused(guard.rule().apply(root), its);
        // Then
        assertThat(bad).isNotEmpty();
        assertThat(refused).containsExactlyInAnyOrderElementsOf(bad);
    }

    /** Classes of the fixture that are named where a rule describes what violates it. */
    private static Set<String> refused(ArchRule rule, JavaClasses classes) {
        EvaluationResult result = rule.evaluate(classes);
        Set<String> named = new HashSet<>();
        Matcher names = NAME.matcher(String.join("\n", result.getFailureReport().getDetails()));
        while (names.find()) {
            String name = names.group();
            named.add(name);
            named.add(name.substring(0, name.lastIndexOf('.')));
        }
        return classes.stream()
                .map(JavaClass::getName)
                .filter(name -> named.contains(name) && !name.endsWith(".Target"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
