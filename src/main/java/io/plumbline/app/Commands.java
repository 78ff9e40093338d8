package io.plumbline.app;

import io.plumbline.kernel.Rejection;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** The table of commands. A new one is a line in {@link #standard}. */
final class Commands {
    /** The exit status of a command line that is not understood. */
    static final int MISUSED = 2;

    private static final int FAILED = 1;

    private final List<Command> table;
    private final PrintStream out;
    private final PrintStream err;

    /** @param table looked up from the first to the last */
    Commands(List<Command> table, PrintStream out, PrintStream err) {
        this.table = List.copyOf(table);
        this.out = out;
        this.err = err;
    }

    /** The commands that Plumbline has. */
    static Commands standard(PrintStream out, PrintStream err) {
        return new Commands(
                List.of(
                        new Command(List.of("--version", "-V"), "say which Plumbline this is", arguments -> {
                            out.println("Plumbline " + Version.current());
                            return 0;
                        }),
                        new Command(
                                List.of("train-demo-model"),
                                "train the demo's model from Fashion-MNIST; says how when called alone",
                                TrainDemoModel::run),
                        new Command(
                                List.of("import-model"),
                                "make a bundle of anybody's ONNX network and some pictures; says how when called alone",
                                ImportModel::run),
                        new Command(
                                List.of("retrain"),
                                "ask a server to retrain a model; says how when called alone",
                                RetrainModel::run)),
                out,
                err);
    }

    /**
     * Runs what the arguments name.
     *
     * @param arguments at least one
     * @return the exit status
     */
    int run(List<String> arguments) {
        String name = arguments.get(0);
        if (List.of("--help", "-h", "help").contains(name)) {
            out.print(help());
            return 0;
        }
        Optional<Command> command =
                table.stream().filter(c -> c.name().contains(name)).findFirst();
        if (command.isEmpty()) {
            err.println("Unknown argument: " + name + "\n");
            err.print(help());
            return MISUSED;
        }
        try {
            return command.get().action().run(arguments.subList(1, arguments.size()));
        } catch (Exception e) { // Safe because: this is the outermost frame, and the message is shown.
            err.println(name + " failed: " + e.getMessage());
            if (!(e instanceof Rejection)) {
                e.printStackTrace(err);
            }
            return FAILED;
        }
    }

    private String help() {
        StringBuilder help = new StringBuilder("""
            Plumbline keeps image models on phones true.

            Usage: java [settings] -jar quarkus-run.jar [command]

            Without a command it serves: http://127.0.0.1:8080, with PostgreSQL and Kafka embedded.

            Commands:
            """);
        row(help, "--help, -h", "say this");
        table.forEach(command -> row(help, String.join(", ", command.name()), command.summary()));
        help.append("\nSettings (each as -Dname=value, or in the environment as NAME_IN_CAPITALS):\n");
        row(help, "plumbline.home", "the folder that keeps everything (~/.plumbline)");
        row(help, "plumbline.demo", "true: run the simulated fleet; false: do not");
        row(help, "plumbline.roles", "what this process does (api,ingest,evaluate,train)");
        row(help, "plumbline.worker.server", "with plumbline.roles=train: train for that server, without a database");
        row(help, "quarkus.http.port", "the port of the pages and the API (8080)");
        row(help, "quarkus.http.host", "the address to listen on (127.0.0.1)");
        row(help, "kafka.bootstrap.servers", "your own Kafka; then none is embedded");
        row(help, "quarkus.datasource.jdbc.url", "your own PostgreSQL; then none is embedded");
        return help.toString();
    }

    private static void row(StringBuilder help, String name, String meaning) {
        help.append(String.format("  %-28s %s%n", name, meaning));
    }
}
