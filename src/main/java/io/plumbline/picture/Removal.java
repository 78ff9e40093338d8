package io.plumbline.picture;

import io.plumbline.kernel.Journal;
import io.plumbline.kernel.Rejection;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Takes pictures away, with all that refers to them, in one transaction; their bytes go right after it. */
@ApplicationScoped
@Sql
public class Removal {
    private final PictureTable table;
    private final LooseContents loose;
    private final List<PictureUse> uses;
    private final Transactions transactions;
    private final Journal journal;

    Removal(
            PictureTable table,
            LooseContents loose,
            @All List<PictureUse> uses,
            Transactions transactions,
            Journal journal) {
        this.table = table;
        this.loose = loose;
        this.uses = List.copyOf(uses);
        this.transactions = transactions;
        this.journal = journal;
    }

    /**
     * What was forgotten.
     *
     * @param pictures pictures that are gone
     * @param dropped by what referred to them, for instance labels or pictures of snapshots, how often it did
     */
    public record Forgotten(long pictures, Map<String, Long> dropped) {
        private String words() {
            return String.format(
                    Locale.ROOT,
                    "%,d pictures of a device%s",
                    pictures,
                    dropped.entrySet().stream()
                            .map(each -> String.format(Locale.ROOT, ", %,d %s", each.getValue(), each.getKey()))
                            .collect(Collectors.joining()));
        }
    }

    /**
     * Forgets all pictures of a device, and what refers to them. A picture that somebody else sent too stays that one's. The
     * ledger does not say which device it was.
     *
     * @param source as the device's events say it
     * @throws Rejection {@code source-missing}; {@code source-invalid} for what is no device's
     */
    public Forgotten forget(String source, String actor) {
        if (source.isBlank()) {
            throw Rejection.invalid(
                    "source-missing",
                    "source is empty; it is to be that of the device's events, such as /devices/5f3c.");
        }
        if (source.equals(NewPicture.REFERENCE)) {
            throw Rejection.invalid(
                    "source-invalid", "'reference' is no device: it stands for pictures brought along.");
        }
        Forgotten forgotten = QuarkusTransaction.requiringNew().call(() -> forgetNow(source, actor));
        loose.collect();
        return forgotten;
    }

    private Forgotten forgetNow(String source, String actor) {
        Forgotten forgotten = transactions.run(c -> {
            Set<String> names = new TreeSet<>(table.unclaim(c, source));
            for (PictureUse use : uses) {
                names.addAll(use.names(c, source));
            }
            List<String> going = table.unclaimed(c, names);
            List<String> contents = table.remove(c, going);
            loose.abandon(c, contents);
            Map<String, Long> dropped = drop(c, new Gone(Optional.of(source), going, contents));
            return new Forgotten(going.size(), dropped);
        });
        journal.append(actor, "pictures-forgotten", forgotten.words() + ".");
        return forgotten;
    }

    /** Removes pictures whoever claims them. */
    void remove(Collection<String> names) {
        transactions.execute(c -> {
            table.lock(c, names);
            List<String> contents = table.remove(c, names);
            loose.abandon(c, contents);
            drop(c, new Gone(Optional.empty(), List.copyOf(names), contents));
        });
        loose.collect();
    }

    /** Tells all who refer to pictures that these may not be used any more. */
    Map<String, Long> drop(Connection c, Gone gone) throws SQLException {
        Map<String, Long> dropped = new TreeMap<>();
        for (PictureUse use : uses) {
            dropped.merge(use.what(), use.drop(c, gone), Long::sum);
        }
        return dropped;
    }

    /** Of some names those that nothing refers to. */
    List<String> unneeded(Connection c, Collection<String> names) throws SQLException {
        Set<String> rest = new TreeSet<>(names);
        for (PictureUse use : uses) {
            rest.removeAll(use.needed(c, rest));
        }
        return List.copyOf(rest);
    }
}
