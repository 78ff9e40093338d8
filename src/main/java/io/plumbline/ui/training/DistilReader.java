package io.plumbline.ui.training;

import io.plumbline.jobs.Job;
import io.plumbline.jobs.Jobs;
import io.plumbline.kernel.Page;
import io.plumbline.retrain.DrawingRules;
import io.plumbline.retrain.distil.DistilConfig;
import io.plumbline.retrain.distil.Distillations;
import io.plumbline.retrain.distil.DoubtfulPicture;
import io.plumbline.retrain.distil.DoubtfulPictures;
import io.plumbline.snapshot.Snapshot;
import io.plumbline.snapshot.Snapshots;
import io.plumbline.ui.charts.Numbers;
import io.plumbline.ui.training.view.DistilView;
import io.plumbline.ui.training.view.DistilView.Choice;
import io.plumbline.ui.training.view.DistilView.Waiting;
import io.plumbline.ui.training.view.Pager;
import io.plumbline.ui.view.ModelFacts.Rights;
import io.plumbline.ui.view.Stamp;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Gathers what the page of distillations shows. */
@ApplicationScoped
class DistilReader {
    private static final int TILES = 24;
    private static final int DIGITS = 12;

    private final Teachers teachers;
    private final Snapshots snapshots;
    private final DoubtfulPictures doubtful;
    private final Jobs jobs;
    private final DistilConfig config;
    private final DrawingRules rules;

    DistilReader(
            Teachers teachers,
            Snapshots snapshots,
            DoubtfulPictures doubtful,
            Jobs jobs,
            DistilConfig config,
            DrawingRules rules) {
        this.teachers = teachers;
        this.snapshots = snapshots;
        this.doubtful = doubtful;
        this.jobs = jobs;
        this.config = config;
        this.rules = rules;
    }

    /** The form as the settings have it. */
    DistilForm usual() {
        DistilForm form = new DistilForm();
        form.seed = Long.toString(rules.rule(Optional.empty()).seed());
        form.kilobytes = Long.toString(config.maxBytes() / 1_000);
        form.millions = Long.toString(config.maxWork() / 1_000_000);
        return form;
    }

    DistilView view(String model, DistilForm form, int page, Rights rights) {
        Page.Of<DoubtfulPicture> found = doubtful.of(model, new Page(page, TILES));
        return new DistilView(
                model,
                teachers.versions(form.teacher),
                choices(model, form.snapshot),
                form.view(),
                jobs.active(Distillations.KIND, model).stream()
                        .findFirst()
                        .map(Job::id)
                        .map(id -> "/jobs/" + id)
                        .orElse(""),
                found.items().stream().map(DistilReader::waiting).toList(),
                Numbers.count(found.total()),
                Pager.of(found, "/models/" + model + "/distillation?page="),
                rights.retrain(),
                rights.decide());
    }

    private List<Choice> choices(String model, String chosen) {
        return snapshots.of(model, Page.FIRST).items().stream()
                .map(snapshot -> new Choice(
                        snapshot.id().hex(), text(snapshot), snapshot.id().hex().equals(chosen)))
                .toList();
    }

    private static String text(Snapshot snapshot) {
        return snapshot.id().hex().substring(0, DIGITS) + ", "
                + Stamp.of(snapshot.createdAt()).text() + ", " + Stamp.plural(snapshot.pictures(), "picture");
    }

    private static Waiting waiting(DoubtfulPicture picture) {
        return new Waiting(
                "/v1/images/" + picture.image().hex(),
                picture.reason(),
                picture.teacher() + " " + picture.teacherVersion());
    }
}
