package io.plumbline.ui.signals;

import io.plumbline.ui.signals.view.CompareView;
import io.plumbline.ui.signals.view.SegmentView;
import io.plumbline.ui.signals.view.SignalView;
import io.plumbline.ui.signals.view.SignalsView;
import io.plumbline.ui.view.Frame;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** The templates of these pages; the build checks their expressions against these parameters. */
@CheckedTemplate(basePath = "ui", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
final class SignalTemplates {
    private SignalTemplates() {}

    static native TemplateInstance signalList(Frame frame, SignalsView view);

    static native TemplateInstance signal(Frame frame, SignalView view);

    static native TemplateInstance segments(Frame frame, SegmentView view);

    static native TemplateInstance compare(Frame frame, CompareView view);
}
