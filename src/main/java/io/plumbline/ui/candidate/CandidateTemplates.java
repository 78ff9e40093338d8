package io.plumbline.ui.candidate;

import io.plumbline.ui.candidate.view.CandidateView;
import io.plumbline.ui.view.Frame;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** The template of this page; the build checks its expressions against these parameters. */
@CheckedTemplate(basePath = "ui", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
final class CandidateTemplates {
    private CandidateTemplates() {}

    static native TemplateInstance candidate(Frame frame, CandidateView view, String notice);
}
