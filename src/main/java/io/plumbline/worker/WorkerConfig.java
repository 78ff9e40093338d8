package io.plumbline.worker;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Settings of a remote worker: a process with the role {@code train} alone that has a server and no database. */
@ConfigMapping(prefix = "plumbline.worker")
public interface WorkerConfig {
    /** Address of the server to train for, such as `https://plumbline.example.org`. Set, this process is a remote worker. */
    Optional<URI> server();

    /** Token with the role worker. Better in the environment or in a file than on the command line, where others see it. */
    Optional<String> token();

    /** File that holds the token, and nothing else. */
    Optional<Path> tokenFile();

    /** Name under which the server shows this worker; the machine's name when not set. */
    Optional<String> name();

    /** Kinds of jobs that this worker takes, such as `distil` on a machine that is large enough for a teacher; all when not set. */
    Optional<Set<String>> kinds();

    /** How often an idle worker asks for work. */
    @WithDefault("2s")
    Duration poll();
}
