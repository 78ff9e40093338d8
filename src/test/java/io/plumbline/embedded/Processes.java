package io.plumbline.embedded;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The PostgreSQL servers that run for a home. */
final class Processes {
    private Processes() {}

    static List<ProcessHandle> serversOf(Path home) {
        return ProcessHandle.allProcesses()
                .filter(process -> Arrays.stream(process.info().arguments().orElse(new String[0]))
                        .anyMatch(argument -> argument.startsWith(home.toString())))
                .filter(process -> process.info().command().orElse("").endsWith("postgres"))
                .toList();
    }
}
