package io.plumbline.ingest;

import io.plumbline.testing.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** An ingest process that dies at a chosen step of its second batch, as by a kill: no hook runs, nothing is closed. */
final class Mortal {
    static final int DIED = 57;

    private final Step death;
    private int batches;
    private boolean reading;
    private boolean writing;

    private Mortal(Step death) {
        this.death = death;
    }

    /** Where it dies. */
    enum Step {
        /** Records are polled, nothing is written. */
        READ,
        /** Dead letters are in their topic, no transaction is open. */
        DEAD_LETTERS_SENT,
        /** The offset is moved and rows are inserted. */
        ROWS_INSERTED,
        /** Profiles are written. */
        PROFILES_WRITTEN,
        /** All sinks are done. */
        SINKS_DONE,
        /** Everything but the commit. */
        BEFORE_COMMIT,
        /** Everything is kept, but the consumer does not know. */
        AFTER_COMMIT
    }

    public static void main(String[] arguments) throws InterruptedException {
        TestDatabase database = new TestDatabase(arguments[1], arguments[2], arguments[3]);
        IngestRig rig = new IngestRig(arguments[0], database, arguments[4]);
        Mortal mortal = new Mortal(Step.valueOf(arguments[5]));
        rig.start("mortal", Map.of(), mortal.hooks());
        Thread.currentThread().join();
    }

    private IngestRig.Hooks hooks() {
        List<BatchSink> sinks =
                List.of(sink(0, Step.ROWS_INSERTED), sink(15, Step.PROFILES_WRITTEN), sink(99, Step.SINKS_DONE));
        return new IngestRig.Hooks(
                name -> {
                    if (!reading) {
                        reading = true;
                        batches++;
                        dieAt(Step.READ);
                    }
                    return IngestRig.MODELS.facts(name);
                },
                sinks,
                this::wrap);
    }

    private BatchSink sink(int order, Step step) {
        return new BatchSink() {
            @Override
            public int order() {
                return order;
            }

            @Override
            public void accept(Connection connection, NewEvents events) {
                writing = true;
                dieAt(step);
            }
        };
    }

    private DataSource wrap(DataSource pool) {
        return (DataSource) Proxy.newProxyInstance(
                Mortal.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (reading) {
                        dieAt(Step.DEAD_LETTERS_SENT);
                    }
                    return wrap((Connection) method.invoke(pool, arguments));
                });
    }

    private Connection wrap(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                Mortal.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    boolean commits = method.getName().equals("commit") && writing;
                    if (commits) {
                        dieAt(Step.BEFORE_COMMIT);
                    }
                    try {
                        Object result = method.invoke(connection, arguments);
                        if (commits) {
                            dieAt(Step.AFTER_COMMIT);
                            reading = false;
                            writing = false;
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause() instanceof SQLException refused ? refused : e;
                    }
                });
    }

    private void dieAt(Step step) {
        if (step == death && batches >= 2) {
            Runtime.getRuntime().halt(DIED);
        }
    }
}
