package io.plumbline.app;

import io.plumbline.embedded.EmbeddedFailure;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The program. Without arguments it serves; with them it runs a command and ends. */
@QuarkusMain
public final class Main {
    private Main() {}

    /**
     * Runs the program.
     *
     * @param arguments none, or a command and its arguments
     */
    public static void main(String... arguments) {
        quietLogs();
        if (arguments.length > 0) {
            System.exit(Commands.standard(System.out, System.err).run(List.of(arguments)));
        }
        Optional<Integer> worked = WorkerBoot.run(LaunchMode.current().getDefaultProfile(), System.out, System.err);
        if (worked.isPresent()) {
            System.exit(worked.get());
        }
        try {
            Boot.prepare(BootConfig.read(LaunchMode.current().getDefaultProfile()));
        } catch (EmbeddedFailure e) {
            System.err.println("\nPlumbline does not start.\n" + e.advice() + "\n");
            System.exit(1);
        }
        Quarkus.run(Serve.class, arguments);
    }

    /** Until the application sets its log levels, everything is kept and shown when a start fails: let that be little. */
    private static void quietLogs() {
        Logger.getLogger("").setLevel(Level.WARNING);
    }
}
