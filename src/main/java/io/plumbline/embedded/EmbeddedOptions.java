package io.plumbline.embedded;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What to embed, and where.
 *
 * @param home the folder that keeps all data; made when it does not exist
 * @param postgres whether to start PostgreSQL
 * @param kafka whether to start Kafka
 * @param postgresPort 1..65535; empty: a free one, which may differ at each start
 * @param kafkaPort 1..65535; empty: a free one, which may differ at each start
 * @param binaries where PostgreSQL's programs are unpacked; empty: in the home
 */
public record EmbeddedOptions(
        Path home,
        boolean postgres,
        boolean kafka,
        OptionalInt postgresPort,
        OptionalInt kafkaPort,
        Optional<Path> binaries) {

    /** Checks the ports. */
    public EmbeddedOptions {
        requirePort("PostgreSQL", postgresPort);
        requirePort("Kafka", kafkaPort);
    }

    /** Both servers, free ports, everything in the home. */
    public static EmbeddedOptions both(Path home) {
        return new EmbeddedOptions(home, true, true, OptionalInt.empty(), OptionalInt.empty(), Optional.empty());
    }

    /** The same with PostgreSQL's programs unpacked in a folder that several homes may share. */
    public EmbeddedOptions withBinaries(Path folder) {
        return new EmbeddedOptions(home, postgres, kafka, postgresPort, kafkaPort, Optional.of(folder));
    }

    /** The same with only the servers that are wanted. */
    public EmbeddedOptions only(boolean wantPostgres, boolean wantKafka) {
        return new EmbeddedOptions(home, wantPostgres, wantKafka, postgresPort, kafkaPort, binaries);
    }

    /** The same with these ports; empty: any free one. */
    public EmbeddedOptions onPorts(OptionalInt postgresAt, OptionalInt kafkaAt) {
        return new EmbeddedOptions(home, postgres, kafka, postgresAt, kafkaAt, binaries);
    }

    private static void requirePort(String server, OptionalInt port) {
        if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 65535)) {
            throw new IllegalArgumentException(server + "'s port must be 1..65535, not " + port.getAsInt());
        }
    }
}
