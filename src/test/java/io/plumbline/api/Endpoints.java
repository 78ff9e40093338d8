package io.plumbline.api;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.properties.CanBeAnnotated;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every endpoint of the application, read from its class files: hidden ones too, and whoever wrote them. */
final class Endpoints {
    private static final Set<String> VERBS = Set.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS");

    private Endpoints() {}

    /**
     * An endpoint.
     *
     * @param method HTTP method
     * @param path path with parameters in braces, without their patterns
     * @param consumes a media type that it takes
     */
    record Endpoint(String method, String path, String consumes) {
        String key() {
            return method + " " + path;
        }
    }

    static List<Endpoint> all() {
        // Our own classes are enough, and the test's class loader has no files to look for others in.
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter()
                .importPath(Paths.get("target", "classes")).stream()
                        .filter(c -> c.isAnnotatedWith(Path.class))
                        .flatMap(Endpoints::of)
                        .sorted(Comparator.comparing(Endpoint::key))
                        .toList();
    }

    private static Stream<Endpoint> of(JavaClass resource) {
        return resource.getMethods().stream().flatMap(method -> verb(method).stream()
                .map(verb -> new Endpoint(verb, path(resource, method), consumes(resource, method))));
    }

    private static Optional<String> verb(JavaMethod method) {
        return method.getAnnotations().stream()
                .map(a -> a.getRawType())
                .filter(type -> type.getPackageName().equals(Path.class.getPackageName()))
                .map(JavaClass::getSimpleName)
                .filter(VERBS::contains)
                .findFirst();
    }

    private static String path(JavaClass resource, JavaMethod method) {
        String own = method.tryGetAnnotationOfType(Path.class).map(Path::value).orElse("");
        String joined = "/" + resource.getAnnotationOfType(Path.class).value() + "/" + own;
        String bare = joined.replaceAll("\\{(\\w+)\\s*:[^/]*}(?=/|$|\\.html|\\.csv)", "{$1}");
        String single =
                Arrays.stream(bare.split("/")).filter(s -> !s.isEmpty()).collect(Collectors.joining("/", "/", ""));
        return single;
    }

    private static String consumes(JavaClass resource, JavaMethod method) {
        return Stream.<CanBeAnnotated>of(method, resource)
                .filter(c -> c.isAnnotatedWith(Consumes.class))
                .findFirst()
                .map(c -> c instanceof JavaMethod m
                        ? m.getAnnotationOfType(Consumes.class)
                        : ((JavaClass) c).getAnnotationOfType(Consumes.class))
                .map(c -> c.value()[0])
                .orElse("application/json");
    }
}
