package io.plumbline.ui;

import io.plumbline.ui.view.Frame;
import io.plumbline.ui.view.InboxView;
import io.plumbline.ui.view.JobView;
import io.plumbline.ui.view.ModelView;
import io.plumbline.ui.view.ModelsView;
import io.plumbline.ui.view.PolicyView;
import io.plumbline.ui.view.ReportView;
import io.plumbline.ui.view.operation.JobsView;
import io.plumbline.ui.view.operation.LettersView;
import io.plumbline.ui.view.operation.WebhooksView;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/** The templates under {@code templates/ui}; the build checks their expressions against these parameters. */
@CheckedTemplate(basePath = "ui", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
final class Pages {
    private Pages() {}

    static native TemplateInstance models(Frame frame, ModelsView view, String notice);

    static native TemplateInstance model(Frame frame, ModelView view, String notice);

    static native TemplateInstance incidents(
            Frame frame, String model, List<ModelView.IncidentRow> incidents, String cut);

    static native TemplateInstance policy(Frame frame, PolicyView view, String notice, String problem);

    static native TemplateInstance inbox(Frame frame, InboxView view, String notice);

    static native TemplateInstance report(ReportView report, String css, String script);

    static native TemplateInstance jobs(Frame frame, JobsView view);

    static native TemplateInstance job(Frame frame, JobView job);

    static native TemplateInstance letters(Frame frame, LettersView view, String notice);

    static native TemplateInstance letter(Frame frame, LettersView.Row letter, LettersView.Row.Content content);

    static native TemplateInstance webhooks(Frame frame, WebhooksView view, WebhooksView.Fresh fresh, String notice);

    static native TemplateInstance webhook(Frame frame, WebhooksView.Log log, String notice);

    static native TemplateInstance signIn(Frame frame, String problem, String target, String tokenFile);

    static native TemplateInstance error(Frame frame, String heading, String detail);
}
