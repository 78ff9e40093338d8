package io.plumbline.faults;

import io.plumbline.testing.Await;
import io.plumbline.testing.Child;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** What goes wrong. Each strikes, lasts, and is mended when it returns; nothing waits for the application to recover. */
enum Fault {
    KILL_APP("kill -9 of an application") {
        @Override
        void strike(Cluster cluster, Span span) {
            Child app = cluster.apps().get(span.random().nextInt(2));
            app.kill();
            span.pass(0, 3_000);
            app.start();
        }
    },
    KILL_BROKER("kill -9 of the broker") {
        @Override
        void strike(Cluster cluster, Span span) {
            cluster.broker().kill();
            span.pass(0, 3_000);
            cluster.broker().start();
        }
    },
    KILL_POSTGRES("kill -9 of PostgreSQL") {
        @Override
        void strike(Cluster cluster, Span span) {
            cluster.database().kill();
            span.pass(0, 3_000);
            cluster.database().restart();
        }
    },
    RESTART_BROKER("restart of the broker, which begins a new leader epoch") {
        @Override
        void strike(Cluster cluster, Span span) {
            cluster.broker().stop();
            span.pass(0, 3_000);
            cluster.broker().start();
        }
    },
    /** Longer than the group waits: the other one takes over, and a zombie comes back. */
    PAUSE_APP("application stopped for 30 s, a zombie then") {
        @Override
        void strike(Cluster cluster, Span span) {
            Child app = cluster.apps().get(span.random().nextInt(2));
            app.pause();
            span.pass(30_000, 31_000);
            app.goOn();
        }
    },
    /** The other one has to wait for the row of the offset then, and finds it moved. */
    PAUSE_WRITER("application stopped for 30 s in the middle of a transaction") {
        @Override
        void strike(Cluster cluster, Span span) {
            Child app = cluster.apps().get(span.random().nextInt(2));
            cluster.database().pauseWriting(app);
            span.pass(30_000, 31_000);
            app.goOn();
        }
    },
    PAUSE_BROKER("broker stopped for some seconds") {
        @Override
        void strike(Cluster cluster, Span span) {
            cluster.broker().pause();
            span.pass(3_000, 15_000);
            cluster.broker().goOn();
        }
    },
    PAUSE_POSTGRES("PostgreSQL stopped for some seconds") {
        @Override
        void strike(Cluster cluster, Span span) {
            cluster.database().pause();
            span.pass(3_000, 15_000);
            cluster.database().goOn();
        }
    },
    CUT_BROKER("connections to the broker reset once, or again and again for up to 5 s") {
        @Override
        void strike(Cluster cluster, Span span) {
            cut(cluster.toBroker(), span);
        }
    },
    CUT_POSTGRES("connections to PostgreSQL reset once, or again and again for up to 5 s") {
        @Override
        void strike(Cluster cluster, Span span) {
            cut(cluster.toDatabase(), span);
        }
    },
    HOLD_BROKER("not a byte to or from the broker for some seconds") {
        @Override
        void strike(Cluster cluster, Span span) {
            hold(cluster.toBroker(), span);
        }
    },
    HOLD_POSTGRES("not a byte to or from PostgreSQL for some seconds") {
        @Override
        void strike(Cluster cluster, Span span) {
            hold(cluster.toDatabase(), span);
        }
    },
    LOSE_BROKER("connections to the broker silent for good") {
        @Override
        void strike(Cluster cluster, Span span) {
            cluster.toBroker().lose();
            span.pass(2_000, 4_000);
        }
    },
    LOSE_POSTGRES("connections to PostgreSQL silent for good") {
        @Override
        void strike(Cluster cluster, Span span) {
            cluster.toDatabase().lose();
            span.pass(2_000, 4_000);
        }
    },
    REFUSE_POSTGRES("all sessions of the database ended, none allowed for 5 s") {
        @Override
        void strike(Cluster cluster, Span span) throws SQLException {
            cluster.database().refuse();
            span.pass(5_000, 5_500);
            cluster.database().allow();
        }
    },
    FULL_DISK("no room on the database's disk for some seconds") {
        @Override
        boolean possible(Cluster cluster) {
            return cluster.disk().isPresent();
        }

        @Override
        void strike(Cluster cluster, Span span) {
            TinyDisk disk = cluster.disk().orElseThrow();
            disk.fill();
            Await.until("the disk is full", Duration.ofSeconds(10), () -> cluster.database()
                    .full());
            span.pass(3_000, 10_000);
            disk.free();
        }
    };

    private final String words;

    Fault(String words) {
        this.words = words;
    }

    /** How long things last. */
    record Span(Random random) {
        /** Lets some time pass, in milliseconds: there is no event to wait for. */
        void pass(int least, int most) {
            long end = System.nanoTime()
                    + Duration.ofMillis(random.nextInt(least, most)).toNanos();
            for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }

    /** Does it, lets it last and mends it. */
    abstract void strike(Cluster cluster, Span span) throws SQLException;

    /** Whether this machine allows it. */
    boolean possible(Cluster cluster) {
        return true;
    }

    /** The fault as a person says it. */
    String words() {
        return words;
    }

    /** The fault as a short word. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Kill -9 of a process. */
    boolean kills() {
        return this == KILL_APP || this == KILL_BROKER || this == KILL_POSTGRES;
    }

    private static void cut(Proxy proxy, Span span) {
        if (span.random().nextBoolean()) {
            proxy.cut();
        } else {
            proxy.refuse();
            span.pass(500, 5_000);
            proxy.open();
        }
    }

    private static void hold(Proxy proxy, Span span) {
        proxy.hold();
        span.pass(3_000, 15_000);
        proxy.open();
    }
}
