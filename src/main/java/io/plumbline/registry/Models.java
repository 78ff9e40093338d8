package io.plumbline.registry;

import io.plumbline.kernel.Change;
import io.plumbline.kernel.Change.What;
import io.plumbline.kernel.ModelCatalog;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Reason;
import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import io.plumbline.registry.Release.Kind;
import io.plumbline.store.Blobs;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Models, their versions and what is live.
 *
 * <p>All that changes a model happens under a lock on its row, so two requests at once have the outcome of one after the
 * other. Each change is written in the {@link Ledger} in the same transaction.
 */
@ApplicationScoped
public class Models {
    private static final String JOB = "job:";
    private static final String IN_USE = "archivedAt is null order by name";

    private final Rows models;
    private final VersionRows versions;
    private final Releases releases;
    private final Ledger ledger;
    private final Blobs blobs;
    private final InstantSource clock;
    private final Event<Model> registered;

    Models(
            Rows models,
            VersionRows versions,
            Releases releases,
            Ledger ledger,
            Blobs blobs,
            InstantSource clock,
            Event<Model> registered) {
        this.registered = registered;
        this.models = models;
        this.versions = versions;
        this.releases = releases;
        this.ledger = ledger;
        this.blobs = blobs;
        this.clock = clock;
    }

    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<ModelRow, String> {}

    /**
     * The answer to {@link #register}.
     *
     * @param model the model as it is now
     * @param added whether it is new
     */
    public record Registered(Model model, boolean added) {}

    /**
     * Registers a model, or changes the title and the segments of a known one.
     *
     * @throws Rejection {@code task-fixed} if a known model has another task, {@code model-archived} if it is out of use
     */
    @Transactional
    public Registered register(NewModel model, String actor) {
        models.getEntityManager()
                .createNativeQuery("select 1 from pg_advisory_xact_lock(hashtextextended(?1, 1))", Integer.class)
                .setParameter(1, "model:" + model.name())
                .getResultList();
        Optional<ModelRow> known = models.findByIdOptional(model.name(), LockModeType.PESSIMISTIC_WRITE);
        if (known.isEmpty()) {
            ModelRow row = new ModelRow(model, clock.instant(), actor);
            models.persist(row);
            ledger.append(actor, model.name(), "model-registered", "Registered as '" + model.title() + "'.");
            registered.fire(row.toModel());
            return new Registered(row.toModel(), true);
        }
        ModelRow row = known.get().inUse();
        if (!row.task().equals(model.task())) {
            throw Rejection.conflict(
                    "task-fixed",
                    "Model " + model.name() + " is for " + row.task() + "; register another model for " + model.task()
                            + ".");
        }
        if (!row.says(model)) {
            row.change(model);
            registered.fire(row.toModel());
            String now = "Now titled '" + model.title() + "', segments " + model.segments() + ".";
            ledger.append(actor, model.name(), "model-changed", now);
        }
        return new Registered(row.toModel(), false);
    }

    /** All models in use, by name. */
    @Transactional
    public List<Model> models() {
        return models.find(IN_USE).stream().map(ModelRow::toModel).toList();
    }

    /** What the hot path needs of all models, archived ones among them. */
    @Transactional
    List<ModelCatalog.Facts> facts() {
        return models.streamAll().map(ModelRow::facts).toList();
    }

    /** One page of all models in use, by name. */
    @Transactional
    public Page.Of<Model> models(Page page) {
        PanacheQuery<ModelRow> query = models.find(IN_USE);
        return page.of(
                query.page(page.index(), page.size()).stream()
                        .map(ModelRow::toModel)
                        .toList(),
                query.count());
    }

    /**
     * A model that must be there and in use.
     *
     * @throws Rejection {@code model-unknown}, or {@code model-archived} if it is out of use
     */
    @Transactional
    public Model require(String name) {
        return row(name).inUse().toModel();
    }

    /**
     * A model that must be there, in use or not.
     *
     * @return whether it is in use
     * @throws Rejection {@code model-unknown}
     */
    @Transactional
    public boolean requireKnown(String name) {
        return row(name).archived().isEmpty();
    }

    private ModelRow row(String name) {
        return models.findByIdOptional(name).orElseThrow(() -> ModelRow.unknown(name));
    }

    /**
     * Adds a version as a candidate. Adding the same content under the same name again changes nothing.
     *
     * @throws Rejection {@code model-unknown}, {@code parent-unknown}, {@code bundle-not-stored}, or
     *     {@code version-exists} if the name is taken by other content
     */
    @Transactional
    public ModelVersion addCandidate(NewVersion added, String actor) {
        Verdicts.requireJson("validation", added.validation());
        lock(added.model());
        Optional<ModelVersion> there =
                madeBy(added.model(), added.origin()).or(() -> same(added.model(), added.version(), added.sha256()));
        if (there.isPresent()) {
            return there.get();
        }
        if (!added.parent().isEmpty() && version(added.model(), added.parent()).isEmpty()) {
            throw Rejection.invalid(
                    "parent-unknown", "Model " + added.model() + " has no version " + added.parent() + " as a parent.");
        }
        if (blobs.known(List.of(added.sha256().hex())).isEmpty()) {
            throw Rejection.invalid("bundle-not-stored", "No bundle is stored under " + added.sha256() + ".");
        }
        VersionRow row = new VersionRow(added, clock.instant(), actor);
        versions.persist(row);
        ledger.append(
                actor,
                added.model(),
                "version-added",
                "Version " + added.version() + " (" + added.origin() + ", sha256 " + added.sha256()
                        + ") is a candidate.");
        return row.toVersion();
    }

    /**
     * The version of a name, which is to be of some content; empty if there is none.
     *
     * @throws Rejection {@code version-exists} if the name is taken by other content
     */
    @Transactional
    public Optional<ModelVersion> same(String model, String version, Sha256 sha256) {
        Optional<ModelVersion> known = version(model, version);
        if (known.isPresent() && !known.get().sha256().equals(sha256)) {
            throw Rejection.conflict(
                    "version-exists",
                    "Model " + model + " has a version " + version
                            + " with other content; versions never change, so choose a new name.");
        }
        return known;
    }

    /** What a job has made already: a worker that was thought dead and its successor make one version, not two. */
    private Optional<ModelVersion> madeBy(String model, String origin) {
        return origin.startsWith(JOB)
                ? versions(model).stream()
                        .filter(v -> v.origin().equals(origin))
                        .findFirst()
                : Optional.empty();
    }

    /** A version, if there is one of that name. */
    @Transactional
    public Optional<ModelVersion> version(String model, String version) {
        return versions.findByIdOptional(new VersionRow.Key(model, version)).map(VersionRow::toVersion);
    }

    /**
     * A version that must be there.
     *
     * @throws Rejection {@code model-unknown} or {@code version-unknown}
     */
    @Transactional
    public ModelVersion require(String model, String version) {
        require(model);
        return version(model, version).orElseThrow(() -> unknown(model, version));
    }

    /** The versions of a model, newest first; none for an unknown one. */
    @Transactional
    public List<ModelVersion> versions(String model) {
        return versions.of(model).stream().map(VersionRow::toVersion).toList();
    }

    /** One page of the versions of a model, newest first. */
    @Transactional
    public Page.Of<ModelVersion> versions(String model, Page page) {
        return versions.of(model, page).map(VersionRow::toVersion);
    }

    /** The version that phones are given, if one was ever promoted. */
    @Transactional
    public Optional<ModelVersion> live(String model) {
        return versions.live(model).map(VersionRow::toVersion);
    }

    /** The name for a next version: one more than the highest that is a plain number, "1" at first. */
    @Transactional
    public String nextVersion(String model) {
        return Long.toString(versions.highestNumber(model) + 1);
    }

    /** All releases of a model, oldest first; none for an unknown one. */
    @Transactional
    public List<Release> releases(String model) {
        return releases.history(model).releases();
    }

    /** The release that counts, if there was one. */
    @Transactional
    public Optional<Release> newestRelease(String model) {
        return releases.newest(model);
    }

    /** The release that was live at a time, if any was. */
    @Transactional
    public Optional<Release> releaseAt(String model, Instant time) {
        return releases.history(model).at(time);
    }

    /**
     * Makes a candidate live, as a new release.
     *
     * @param reason why; empty is enough if it passed all gates, and for the first version if none speaks against it
     * @throws Rejection {@code stage-wrong} if it is no candidate, {@code gate-failed} if a gate is to be overruled without a reason
     */
    @Transactional
    public Release promote(String model, String version, String actor, String reason) {
        String why = Reason.checked(reason);
        VersionRow row = candidate(model, version, "promoted; a retired one comes back by a rollback to it");
        boolean replaces = versions.live(model).isPresent();
        List<GateVerdict.Gate> failed = row.toVersion().unpassedGates(replaces);
        if (!failed.isEmpty() && why.isEmpty()) {
            throw Rejection.conflict(
                    "gate-failed",
                    "Version " + version + " did not pass " + failed
                            + "; have it judged, or give a reason to promote it all the same, which the ledger will"
                            + " keep.");
        }
        Release release =
                releases.add(row, new Release(model, 0, version, Kind.PROMOTION, clock.instant(), actor, why));
        String overruled = failed.isEmpty() ? "" : ", overruling " + failed;
        ledger.append(changed(What.VERSION_PROMOTED, release, "promoted" + overruled));
        return release;
    }

    /**
     * Turns a candidate down.
     *
     * @param reason why, or empty
     * @throws Rejection {@code stage-wrong} if it is no candidate
     */
    @Transactional
    public ModelVersion reject(String model, String version, String actor, String reason) {
        String why = Reason.checked(reason);
        VersionRow row = candidate(model, version, "rejected");
        if (row.stage() instanceof Stage.Candidate candidate) {
            row.moveTo(candidate.rejected(clock.instant()));
        }
        ledger.append(new Change(
                What.VERSION_REJECTED,
                actor,
                Optional.of(model),
                Optional.of(version),
                "Version " + version + " is rejected" + because(why),
                Map.of("reason", why)));
        return row.toVersion();
    }

    /**
     * Makes an earlier version live again, as a new, higher release.
     *
     * @param to a retired version, or empty for the one that was live before the present one
     * @param reason why, or empty
     * @throws Rejection {@code nothing-to-roll-back-to}, {@code version-unknown}, or {@code stage-wrong} if the version
     *     was never live or is live now
     */
    @Transactional
    public Release rollback(String model, String to, String actor, String reason) {
        String why = Reason.checked(reason);
        lock(model);
        String target = to.isEmpty()
                ? releases.history(model)
                        .before()
                        .orElseThrow(() -> Rejection.conflict(
                                "nothing-to-roll-back-to", "Model " + model + " has no earlier live version."))
                : to;
        VersionRow row =
                versions.findByIdOptional(new VersionRow.Key(model, target)).orElseThrow(() -> unknown(model, target));
        if (!(row.stage() instanceof Stage.Retired)) {
            throw Rejection.conflict(
                    "stage-wrong",
                    "Version " + target + " is " + row.stage().word() + "; only a retired one can come back.");
        }
        Release release = releases.add(row, new Release(model, 0, target, Kind.ROLLBACK, clock.instant(), actor, why));
        ledger.append(changed(What.VERSION_ROLLED_BACK, release, "back"));
        return release;
    }

    /**
     * Replaces what the gates said of a candidate: they were asked again.
     *
     * @throws Rejection {@code stage-wrong} if it is no candidate any more
     */
    @Transactional
    public ModelVersion judged(String model, String version, List<GateVerdict> verdicts, String actor) {
        VersionRow row = candidate(model, version, "judged");
        row.judge(verdicts);
        ledger.append(actor, model, "version-judged", "Version " + version + ": " + Verdicts.words(verdicts) + ".");
        return row.toVersion();
    }

    private VersionRow candidate(String model, String version, String wish) {
        lock(model);
        VersionRow row = versions.findByIdOptional(new VersionRow.Key(model, version))
                .orElseThrow(() -> unknown(model, version));
        if (!(row.stage() instanceof Stage.Candidate)) {
            throw Rejection.conflict(
                    "stage-wrong",
                    "Version " + version + " is " + row.stage().word() + "; only a candidate can be " + wish + ".");
        }
        return row;
    }

    private void lock(String model) {
        models.findByIdOptional(model, LockModeType.PESSIMISTIC_WRITE)
                .orElseThrow(() -> ModelRow.unknown(model))
                .inUse();
    }

    private static Change changed(What what, Release release, String how) {
        return new Change(
                what,
                release.actor(),
                Optional.of(release.model()),
                Optional.of(release.version()),
                "Version " + release.version() + " is " + how + ", live as release " + release.number()
                        + because(release.reason()),
                Map.of("release", release.number(), "reason", release.reason()));
    }

    private static String because(String reason) {
        return reason.isEmpty() ? "." : ": " + reason;
    }

    private static Rejection unknown(String model, String version) {
        return Rejection.notFound("version-unknown", "Model " + model + " has no version '" + version + "'.");
    }
}
