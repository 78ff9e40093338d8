package io.plumbline.ui.training;

import io.plumbline.ui.training.view.DistilView;
import io.plumbline.ui.training.view.RetrainView;
import io.plumbline.ui.training.view.SnapshotView;
import io.plumbline.ui.training.view.SnapshotsView;
import io.plumbline.ui.view.Frame;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** The templates of these pages; the build checks their expressions against these parameters. */
@CheckedTemplate(basePath = "ui", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
final class TrainingTemplates {
    private TrainingTemplates() {}

    static native TemplateInstance snapshots(Frame frame, SnapshotsView view, String problem);

    static native TemplateInstance snapshot(Frame frame, SnapshotView view, String notice);

    static native TemplateInstance distillation(Frame frame, DistilView view, String problem);

    static native TemplateInstance retraining(Frame frame, RetrainView view, String notice, String problem);
}
