package io.plumbline.registry;

import io.plumbline.kernel.Announcements;
import io.plumbline.kernel.Change;
import io.plumbline.kernel.Journal;
import io.plumbline.kernel.Page;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.hibernate.orm.panache.PanacheRepository;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The append-only record of each change of state. The table itself refuses to be changed. */
@ApplicationScoped
public class Ledger implements Journal {
    private final Rows rows;
    private final InstantSource clock;
    private final Announcements announcements;

    Ledger(Rows rows, InstantSource clock, Announcements announcements) {
        this.rows = rows;
        this.clock = clock;
        this.announcements = announcements;
    }

    /**
     * Who did what, when.
     *
     * @param id grows with each entry
     * @param at when
     * @param actor who
     * @param model about which model, if about one
     * @param what a stable word, for instance {@code version-promoted}
     * @param detail one sentence for people
     */
    public record Entry(long id, Instant at, String actor, Optional<String> model, String what, String detail) {}

    @ApplicationScoped
    static class Rows implements PanacheRepository<LedgerRow> {}

    @Override
    @Transactional
    public void append(String actor, String model, String what, String detail) {
        keep(actor, model, what, detail);
    }

    @Override
    @Transactional
    public void append(String actor, String what, String detail) {
        keep(actor, null, what, detail);
    }

    @Override
    @Transactional
    public void append(Change change) {
        keep(change.actor(), change.model().orElse(null), change.what().word(), change.detail());
        announcements.announce(change);
    }

    /** What happened to a model, newest first. */
    @Transactional
    public Page.Of<Entry> entries(String model, Page page) {
        return read(rows.find("model = ?1 order by id desc", model), page);
    }

    /** What happened at all, newest first. */
    @Transactional
    public Page.Of<Entry> entries(Page page) {
        return read(rows.find("order by id desc"), page);
    }

    private void keep(String actor, @Nullable String model, String what, String detail) {
        rows.persist(new LedgerRow(clock.instant(), actor, model, what, detail));
    }

    private static Page.Of<Entry> read(PanacheQuery<LedgerRow> query, Page page) {
        return page.of(
                query.page(page.index(), page.size()).stream()
                        .map(LedgerRow::toEntry)
                        .toList(),
                query.count());
    }
}
