package io.plumbline.ui;

import io.plumbline.access.Roles;
import io.plumbline.drift.baseline.Baselines;
import io.plumbline.drift.baseline.Choice;
import io.plumbline.drift.policy.Policies;
import io.plumbline.kernel.Rejection;
import io.plumbline.registry.Model;
import io.plumbline.registry.Models;
import io.plumbline.ui.view.PolicyView;
import io.plumbline.ui.view.PolicyView.BaselineForm;
import io.quarkus.qute.TemplateInstance;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
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
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.OptionalInt;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The page of a model's policy, and of what its versions are measured against. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
public class PolicyPages {
    private static final Map<String, String> NOTICES = Map.of(
            "changed", "Changed. The next evaluation keeps to it.",
            "chosen", "Chosen. The next evaluation measures against it.");

    private final Policies policies;
    private final Baselines baselines;
    private final Models models;
    private final PolicyReader pages;
    private final Reader reader;

    PolicyPages(Policies policies, Baselines baselines, Models models, PolicyReader pages, Reader reader) {
        this.policies = policies;
        this.baselines = baselines;
        this.models = models;
        this.pages = pages;
        this.reader = reader;
    }

    @GET
    @Path("models/{model}/policy")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
    @Operation(hidden = true)
    public TemplateInstance show(@PathParam("model") String name, @QueryParam("done") @DefaultValue("") String done) {
        Model model = models.require(name);
        return Pages.policy(
                reader.still(title(model), "models"),
                pages.asItIs(model, reader.rights().retrain()),
                NOTICES.getOrDefault(done, ""),
                "");
    }

    @POST
    @Path("models/{model}/policy")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.SCIENTIST, Roles.ADMIN})
    @Operation(hidden = true)
    public Response change(@PathParam("model") String name, @BeanParam PolicyForm form) {
        Model model = models.require(name);
        try {
            policies.change(
                    name, form.policy(model.segments()), OptionalInt.of(form.seen()), reader.name(), form.reason);
        } catch (Rejection rejection) {
            if (rejection.code().equals("policy-changed")) {
                // Told so, whoever sends it again wants it all the same.
                form.revision = Integer.toString(policies.of(name).number());
            }
            return again(model, pages.typed(model, form), rejection);
        }
        return done(name, "changed");
    }

    @POST
    @Path("models/{model}/baseline")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.SCIENTIST, Roles.ADMIN})
    @Operation(hidden = true)
    public Response choose(
            @PathParam("model") String name,
            @FormParam("version") @DefaultValue("") String version,
            @FormParam("what") @DefaultValue("") String what,
            @FormParam("from") @DefaultValue("") String from,
            @FormParam("until") @DefaultValue("") String until,
            @FormParam("reason") @DefaultValue("") String reason) {
        Model model = models.require(name);
        try {
            baselines.choose(models.require(name, version), what(what, from, until), reader.name(), reason);
        } catch (Rejection rejection) {
            BaselineForm typed = new BaselineForm(version, what, from, until, reason);
            return again(model, pages.typed(model, typed), rejection);
        }
        return done(name, "chosen");
    }

    @ServerExceptionMapper
    public Response rejected(Rejection rejection) {
        return ErrorPages.of(rejection, reader);
    }

    private static String title(Model model) {
        return "Policy of " + model.title();
    }

    private static Response done(String name, String what) {
        return Response.seeOther(UriBuilder.fromPath("/models/{model}/policy")
                        .queryParam("done", what)
                        .build(name))
                .build();
    }

    /** The page with what was typed, and what is wrong with it. */
    private Response again(Model model, PolicyView typed, Rejection rejection) {
        return Response.status(ErrorPages.status(rejection))
                .type(ErrorPages.HTML)
                .entity(Pages.policy(reader.still(title(model), "models"), typed, "", rejection.detail())
                        .render())
                .build();
    }

    private static Choice.What what(String what, String from, String until) {
        return switch (what) {
            case "validation" -> new Choice.Validation();
            case "policy" -> new Choice.ByPolicy();
            default -> new Choice.Span(hour("from", from), hour("until", until));
        };
    }

    private static Instant hour(String name, String typed) {
        try {
            return LocalDateTime.parse(typed.strip()).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new Rejection(
                    Rejection.Kind.INVALID,
                    "time-invalid",
                    name + " is '" + typed + "', which is no time; write it like 2026-11-23T10:00, UTC.",
                    e);
        }
    }
}
