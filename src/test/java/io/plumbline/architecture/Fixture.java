package io.plumbline.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Compiles source texts into a folder of their own, so that a rule can be shown code that must not exist. */
final class Fixture {
    private static final Pattern PACKAGE = Pattern.compile("package ([\\w.]+);");
    private static final Pattern TYPE = Pattern.compile("(?:class|interface|record|enum) (\\w+)");

    private Fixture() {}

    static JavaClasses compile(Path folder, List<String> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(folder));
            List<Source> units = sources.stream().map(Source::new).toList();
            List<String> options = List.of("-proc:none", "-Xlint:none", "-nowarn");
            if (!compiler.getTask(messages, files, null, options, null, units).call()) {
                throw new IllegalArgumentException("The fixture does not compile:\n" + messages);
            }
        }
        return new ClassFileImporter().importPath(folder);
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("string:///" + path(text)), JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }

        private static String path(String text) {
            String type =
                    text.contains("@org.jspecify.annotations.NullMarked package") ? "package-info" : first(TYPE, text);
            return first(PACKAGE, text).replace('.', '/') + "/" + type + ".java";
        }

        private static String first(Pattern pattern, String text) {
            Matcher matcher = pattern.matcher(text);
            if (!matcher.find()) {
                throw new IllegalArgumentException("No " + pattern + " in " + text);
            }
            return matcher.group(1);
        }
    }
}
