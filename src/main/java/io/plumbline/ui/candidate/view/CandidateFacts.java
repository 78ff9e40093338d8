package io.plumbline.ui.candidate.view;

import io.plumbline.kernel.Page;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Release;
import io.plumbline.retrain.gate.JudgedPicture;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that the page of a version is made of.
 *
 * @param title of its model
 * @param version itself
 * @param download path of its bundle
 * @param live version that is live now, if one is
 * @param judgedAt when it was last compared, if it was
 * @param differences pictures about which it and its champion differ
 * @param releases of this version, oldest first
 * @param card text of model-card.md
 * @param mayRelease whether the reader may promote and reject
 * @param mayJudge whether the reader may have it judged, and it can be
 * @param judging address of the job that judges a version of this model now; empty for none
 */
public record CandidateFacts(
        String title,
        ModelVersion version,
        String download,
        Optional<String> live,
        Optional<Instant> judgedAt,
        Page.Of<JudgedPicture> differences,
        List<Release> releases,
        String card,
        boolean mayRelease,
        boolean mayJudge,
        String judging) {
    /** Copies the list. */
    public CandidateFacts {
        releases = List.copyOf(releases);
    }
}
