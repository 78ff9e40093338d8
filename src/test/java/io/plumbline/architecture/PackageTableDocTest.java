package io.plumbline.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of packages in ARCHITECTURE.md is the one that is checked. */
class PackageTableDocTest {
    private static final Pattern ROW = Pattern.compile("^\\| `([a-z.]+)` \\|[^|]*\\| ([^|]*) \\|$", Pattern.MULTILINE);
    private static final Pattern FEATURES = Pattern.compile("^\\*Features\\* are (.*)\\.$", Pattern.MULTILINE);

    @Test
    void what_a_package_may_import_is_written_as_it_is_checked() throws IOException {
        // Given
        String document = Files.readString(Path.of("ARCHITECTURE.md"));
        Matcher features = FEATURES.matcher(document);
        assertThat(features.find()).as("a line '*Features* are …'").isTrue();
        String featureNames = features.group(1).replace("`", "");
        // When
        Map<String, Set<String>> written = new TreeMap<>();
        Matcher rows = ROW.matcher(document);
        while (rows.find()) {
            String imports = rows.group(2).replace("features", featureNames).replace("–", "");
            written.put(
                    rows.group(1),
                    new TreeSet<>(Arrays.stream(imports.split("[,\\s]+"))
                            .filter(name -> !name.isEmpty())
                            .toList()));
        }
        // Then
        written.put("app", PackageTable.ROWS.get("app"));
        assertThat(written).isEqualTo(PackageTable.ROWS);
    }
}
