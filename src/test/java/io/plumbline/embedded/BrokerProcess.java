package io.plumbline.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The embedded broker as a process of its own, which can be killed, paused and started again on the same log and port. It
 * ends with whoever started it.
 */
public final class BrokerProcess {
    private BrokerProcess() {}

    /**
     * Starts it.
     *
     * @param arguments home, port to listen on, and port by which clients are told to come
     */
    public static void main(String[] arguments) throws IOException {
        Logger.getLogger("").setLevel(Level.WARNING);
        EmbeddedKafka broker = EmbeddedKafka.start(
                Path.of(arguments[0]),
                OptionalInt.of(Integer.parseInt(arguments[1])),
                Map.of("advertised.listeners", "BROKER://127.0.0.1:" + arguments[2]));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
        while (System.in.read() >= 0) {
            // Nothing is said to it: the end of its input is the end of its parent.
        }
        System.exit(0);
    }
}
