package io.plumbline.ui;

import io.plumbline.access.Roles;
import io.plumbline.drift.policy.DriftPolicy;
import io.plumbline.drift.policy.Policies;
import io.plumbline.drift.policy.PolicyRevision;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Rejection;
import io.plumbline.registry.Model;
import io.plumbline.registry.Models;
import io.plumbline.ui.charts.Numbers;
import io.plumbline.ui.view.PolicyView;
import io.plumbline.ui.view.Stamp;
import io.quarkus.qute.TemplateInstance;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The page of a model's policy. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
public class PolicyPages {
    private static final double POINTS = 100;
    private static final double SECONDS_OF_AN_HOUR = 3600;

    private final Policies policies;
    private final Models models;
    private final Reader reader;

    PolicyPages(Policies policies, Models models, Reader reader) {
        this.policies = policies;
        this.models = models;
        this.reader = reader;
    }

    @GET
    @Path("models/{model}/policy")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
    @Operation(hidden = true)
    public TemplateInstance show(@PathParam("model") String name, @QueryParam("done") @DefaultValue("") String done) {
        Model model = models.require(name);
        PolicyRevision revision = policies.of(name);
        DriftPolicy policy = revision.policy();
        List<String> watched = policy.watched(model.segments());
        PolicyView view = new PolicyView(
                name,
                revision.number(),
                PolicyView.typed(policy.falseAlarmsPerYear()),
                PolicyView.typed(round(policy.tolerance() * POINTS)),
                PolicyView.typed(round(policy.maturity().toSeconds() / SECONDS_OF_AN_HOUR)),
                model.segments().stream()
                        .map(key -> new PolicyView.Segment(key, watched.contains(key)))
                        .toList(),
                policies.history(name, Page.FIRST).items().stream()
                        .map(PolicyPages::row)
                        .toList(),
                reader.rights().retrain());
        return Pages.policy(
                reader.frame("Policy of " + model.title(), "models"),
                view,
                done.equals("changed") ? "Changed. The next evaluation keeps to it." : "");
    }

    @POST
    @Path("models/{model}/policy")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.SCIENTIST, Roles.ADMIN})
    @Operation(hidden = true)
    public Response change(
            @PathParam("model") String name,
            @FormParam("revision") @DefaultValue("") String revision,
            @FormParam("falseAlarmsPerYear") @DefaultValue("") String budget,
            @FormParam("tolerancePoints") @DefaultValue("") String tolerance,
            @FormParam("maturityHours") @DefaultValue("") String maturity,
            @FormParam("segment") List<String> segments,
            @FormParam("reason") @DefaultValue("") String reason) {
        Model model = models.require(name);
        double hours = number("The time that labels are waited for", maturity);
        DriftPolicy policy = new DriftPolicy(
                number("The alarm budget", budget),
                number("The tolerance", tolerance) / POINTS,
                segments.containsAll(model.segments()) ? Optional.empty() : Optional.of(segments),
                Duration.ofSeconds(Math.round(hours * SECONDS_OF_AN_HOUR)));
        int seen = (int) number("The revision", revision);
        policies.change(name, policy, OptionalInt.of(seen), reader.name(), reason);
        return Response.seeOther(UriBuilder.fromPath("/models/{model}/policy")
                        .queryParam("done", "changed")
                        .build(name))
                .build();
    }

    @ServerExceptionMapper
    public Response rejected(Rejection rejection) {
        return ErrorPages.of(rejection, reader);
    }

    private static PolicyView.Row row(PolicyRevision revision) {
        DriftPolicy policy = revision.policy();
        PolicyRevision.Change change = revision.change().orElseThrow();
        return new PolicyView.Row(
                revision.number(),
                Stamp.of(change.at()),
                change.by(),
                PolicyView.budget(policy.falseAlarmsPerYear()),
                Numbers.percent(policy.tolerance()),
                PolicyView.typed(round(policy.maturity().toSeconds() / SECONDS_OF_AN_HOUR)) + " h",
                policy.segments()
                        .map(keys -> keys.isEmpty() ? "none" : String.join(", ", keys))
                        .orElse("all"),
                change.reason());
    }

    /** To what a form shows, and one types. */
    private static double round(double value) {
        return Math.rint(value * 1e6) / 1e6;
    }

    private static double number(String what, String typed) {
        try {
            return Double.parseDouble(typed.strip());
        } catch (NumberFormatException e) {
            throw new Rejection(
                    Rejection.Kind.INVALID,
                    "policy-invalid",
                    what + " is '" + typed + "'; it is to be a number such as 0.5.",
                    e);
        }
    }
}
