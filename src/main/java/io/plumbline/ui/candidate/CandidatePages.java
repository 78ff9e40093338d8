package io.plumbline.ui.candidate;

import io.plumbline.access.Roles;
import io.plumbline.bundle.Bundles;
import io.plumbline.delivery.Deliveries;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Rejection;
import io.plumbline.registry.Model;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.retrain.Judgings;
import io.plumbline.retrain.gate.Judgements;
import io.plumbline.retrain.gate.Judgements.Judgement;
import io.plumbline.ui.ErrorPages;
import io.plumbline.ui.Reader;
import io.plumbline.ui.candidate.view.CandidateFacts;
import io.plumbline.ui.candidate.view.CandidatePresenter;
import io.plumbline.ui.candidate.view.CandidateView;
import io.plumbline.ui.view.ModelFacts.Rights;
import io.quarkus.qute.TemplateInstance;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The page of a version: whether to promote it. */
@Path("/")
public class CandidatePages {
    private static final int PICTURES = 24;

    private final Models models;
    private final Deliveries deliveries;
    private final Judgements judgements;
    private final Judgings judgings;
    private final Reader reader;

    CandidatePages(Models models, Deliveries deliveries, Judgements judgements, Judgings judgings, Reader reader) {
        this.models = models;
        this.deliveries = deliveries;
        this.judgements = judgements;
        this.judgings = judgings;
        this.reader = reader;
    }

    @GET
    @Path("models/{model}/versions/{version}")
    @Produces(MediaType.TEXT_HTML)
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
    @Operation(hidden = true)
    public TemplateInstance one(
            @PathParam("model") String name,
            @PathParam("version") String version,
            @QueryParam("page") @DefaultValue("0") int page,
            @QueryParam("done") @DefaultValue("") String done) {
        Model model = models.require(name);
        ModelVersion known = models.require(name, version);
        CandidateView view = CandidatePresenter.view(facts(model, known, Math.max(0, page)));
        String notice =
                done.equals("judging") ? "A job asks the gates; this page shows what they say when it is done." : "";
        return CandidateTemplates.candidate(
                reader.still("Version " + version + " of " + model.title(), "models"), view, notice);
    }

    @POST
    @Path("models/{model}/versions/{version}/judge")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(hidden = true)
    public Response judge(@PathParam("model") String model, @PathParam("version") String version) {
        judgings.judge(model, version, reader.name());
        return Response.seeOther(UriBuilder.fromPath("/models/{model}/versions/{version}")
                        .queryParam("done", "judging")
                        .build(model, version))
                .build();
    }

    @ServerExceptionMapper
    public Response rejected(Rejection rejection) {
        return ErrorPages.of(rejection, reader);
    }

    private CandidateFacts facts(Model model, ModelVersion version, int page) {
        Page asked = new Page(page, PICTURES);
        Optional<Judgement> judgement = judgements.newest(model.name(), version.version());
        Rights rights = reader.rights();
        Optional<String> live = models.live(model.name()).map(ModelVersion::version);
        return new CandidateFacts(
                model.title(),
                version,
                Deliveries.path(version),
                live,
                judgement.map(Judgement::at),
                judgement.map(j -> judgements.different(j.job(), asked)).orElseGet(() -> asked.of(List.of(), 0)),
                models.releases(model.name()).stream()
                        .filter(r -> r.version().equals(version.version()))
                        .toList(),
                Bundles.read(deliveries.content(version.sha256())).card(),
                rights.release(),
                rights.decide() && (live.isPresent() || Judgings.needsNoChampion(model)),
                judgings.underWay(model.name()).map(CandidatePages::address).orElse(""));
    }

    private static String address(UUID job) {
        return "/jobs/" + job;
    }
}
