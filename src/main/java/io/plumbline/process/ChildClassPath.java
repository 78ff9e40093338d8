package io.plumbline.process;

import java.io.File;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** With which class path a child process finds the program that this process is. */
public final class ChildClassPath {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private ChildClassPath() {}

    /** Of the packaged application, of a plain class path, or of the class loaders of dev mode. */
    public static String find() {
        Path own = own();
        Path packaged = own.getParent().resolveSibling("lib");
        if (Files.isDirectory(packaged.resolve("main")) && Files.isDirectory(packaged.resolve("boot"))) {
            return String.join(
                    File.pathSeparator,
                    own.getParent() + File.separator + "*",
                    packaged.resolve("main") + File.separator + "*",
                    packaged.resolve("boot") + File.separator + "*");
        }
        String plain = System.getProperty("java.class.path", "");
        List<String> elements = Arrays.asList(plain.split(File.pathSeparator, -1));
        if (elements.contains(own.toString())) {
            return plain;
        }
        return ofLoaders();
    }

    /** Each element of the class loaders shows its manifest; folders have none, and one of them is ours. */
    public static String ofLoaders() {
        Set<String> found = new LinkedHashSet<>();
        found.add(own().toString());
        try {
            for (URL url :
                    Collections.list(ChildClassPath.class.getClassLoader().getResources(MANIFEST))) {
                if (url.openConnection() instanceof JarURLConnection jar) {
                    found.add(path(jar.getJarFileURL()).toString());
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("The class path of a child process cannot be found", e);
        }
        return String.join(File.pathSeparator, found);
    }

    /** The jar or folder that this class was loaded from. */
    private static Path own() {
        return path(ChildClassPath.class.getProtectionDomain().getCodeSource().getLocation());
    }

    private static Path path(URL url) {
        try {
            URI uri = url.toURI();
            return Path.of(uri).toAbsolutePath().normalize();
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new IllegalStateException("The program does not lie in a file: " + url, e);
        }
    }
}
