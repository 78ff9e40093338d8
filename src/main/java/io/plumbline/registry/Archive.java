package io.plumbline.registry;

import io.plumbline.kernel.Reason;
import io.plumbline.kernel.Rejection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Models that are out of use. Nothing of them is deleted: events, verdicts, reports and the ledger are what a release was judged by. An
 * archived model is not listed, takes no events, is not evaluated, retrained or changed, and phones keep the version that they have.
 */
@ApplicationScoped
public class Archive {
    private final Models.Rows models;
    private final Ledger ledger;
    private final InstantSource clock;
    private final Event<Model> changed;

    Archive(Models.Rows models, Ledger ledger, InstantSource clock, Event<Model> changed) {
        this.models = models;
        this.ledger = ledger;
        this.clock = clock;
        this.changed = changed;
    }

    /**
     * A model that is out of use.
     *
     * @param model the model
     * @param at since when
     * @param by who said so
     * @param reason why
     */
    public record Archived(Model model, Instant at, String by, String reason) {}

    /** All of them, by name. */
    @Transactional
    public List<Archived> all() {
        return models.find("archivedAt is not null order by name").stream()
                .flatMap(row -> row.archived().stream())
                .toList();
    }

    /**
     * Takes a model out of use. One that is already stays as it is.
     *
     * @param reason why; not empty
     * @throws Rejection {@code model-unknown}, {@code reason-missing} or {@code reason-too-long}
     */
    @Transactional
    public Archived archive(String model, String reason, String actor) {
        String why = Reason.required(reason, "the model goes out of use");
        ModelRow row = locked(model);
        if (row.archived().isEmpty()) {
            // As the table keeps it, so that the first answer is that of all later ones.
            row.archive(clock.instant().truncatedTo(ChronoUnit.MICROS), actor, why);
            ledger.append(actor, model, "model-archived", why);
            changed.fire(row.toModel());
        }
        return row.archived().orElseThrow();
    }

    /**
     * Takes a model into use again, as it was. One that is in use stays as it is.
     *
     * @param reason why; not empty
     * @throws Rejection {@code model-unknown}, {@code reason-missing} or {@code reason-too-long}
     */
    @Transactional
    public Model restore(String model, String reason, String actor) {
        String why = Reason.required(reason, "the model comes into use again");
        ModelRow row = locked(model);
        if (row.archived().isPresent()) {
            row.restore(clock.instant().truncatedTo(ChronoUnit.MICROS));
            ledger.append(actor, model, "model-restored", why);
            changed.fire(row.toModel());
        }
        return row.toModel();
    }

    private ModelRow locked(String model) {
        return models.findByIdOptional(model, LockModeType.PESSIMISTIC_WRITE)
                .orElseThrow(() -> ModelRow.unknown(model));
    }
}
