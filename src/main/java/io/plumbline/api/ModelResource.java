package io.plumbline.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.plumbline.access.Roles;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Rejection;
import io.plumbline.registry.Archive;
import io.plumbline.registry.Archive.Archived;
import io.plumbline.registry.Ledger;
import io.plumbline.registry.Model;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.registry.NewModel;
import io.plumbline.registry.Release;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Models, what is live of them, and what happened to them. */
@Path("/v1")
@Tag(name = "Models")
public class ModelResource {
    private final Models models;
    private final Archive archive;
    private final Ledger ledger;
    private final SecurityIdentity caller;

    ModelResource(Models models, Archive archive, Ledger ledger, SecurityIdentity caller) {
        this.models = models;
        this.archive = archive;
        this.ledger = ledger;
        this.caller = caller;
    }

    /** What is said of a model; the name is in the address. */
    record ModelBody(
            @Nullable String title,
            @Nullable String task,
            @Nullable List<String> segments) {}

    /** A model with the version that is live, if one is. */
    record ModelView(
            String name,
            String title,
            String task,
            List<String> segments,
            Instant createdAt,
            String createdBy,
            Optional<String> live) {
        static ModelView of(Model model, Optional<ModelVersion> live) {
            return new ModelView(
                    model.name(),
                    model.title(),
                    model.task(),
                    model.segments(),
                    model.createdAt(),
                    model.createdBy(),
                    live.map(ModelVersion::version));
        }
    }

    /** A model that is out of use, since when and why. */
    record ArchivedView(
            Instant archivedAt,
            String archivedBy,
            String reason,
            @JsonUnwrapped ModelView model) {}

    /** Why. */
    record ReasonBody(@Nullable String reason) {}

    /** Where to roll back to, and why. */
    record RollbackBody(@Nullable String to, @Nullable String reason) {}

    @GET
    @Path("/models")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
    @Operation(summary = "List models")
    public Page.Of<ModelView> list(@BeanParam Paging paging) {
        return models.models(paging.page()).map(this::view);
    }

    @GET
    @Path("/archived-models")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
    @Operation(summary = "List the models that are out of use")
    public List<ArchivedView> archived() {
        return archive.all().stream().map(this::view).toList();
    }

    @DELETE
    @Path("/models/{model}")
    @RolesAllowed({Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(
            summary = "Take a model out of use, with a reason",
            description = "Nothing of it is deleted. It is not listed, takes no events, is not evaluated, retrained or"
                    + " changed; phones keep the version that they have.")
    public ArchivedView archive(
            @PathParam("model") String name, @QueryParam("reason") @DefaultValue("") String reason) {
        return view(archive.archive(name, reason, caller.getPrincipal().getName()));
    }

    @POST
    @Path("/models/{model}/restore")
    @RolesAllowed({Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "Take an archived model into use again, with a reason")
    public ModelView restore(@PathParam("model") String name, @Nullable ReasonBody body) {
        ReasonBody given = Bodies.required(body);
        return view(archive.restore(
                name, Bodies.or(given.reason(), ""), caller.getPrincipal().getName()));
    }

    @PUT
    @Path("/models/{model}")
    @RolesAllowed({Roles.SCIENTIST, Roles.ADMIN})
    @Operation(summary = "Register a model, or change its title and segments")
    public RestResponse<ModelView> register(@PathParam("model") String name, @Nullable ModelBody body) {
        ModelBody given = Bodies.required(body);
        NewModel model = new NewModel(
                name,
                Bodies.or(given.title(), name),
                Bodies.or(given.task(), "classification"),
                given.segments() == null ? List.of() : given.segments());
        Models.Registered registered =
                models.register(model, caller.getPrincipal().getName());
        RestResponse.Status status = registered.added() ? RestResponse.Status.CREATED : RestResponse.Status.OK;
        return RestResponse.status(status, view(registered.model()));
    }

    @GET
    @Path("/models/{model}")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
    @Operation(summary = "One model and its live version")
    public ModelView one(@PathParam("model") String name) {
        return view(models.require(name));
    }

    @POST
    @Path("/models/{model}/rollback")
    @RolesAllowed({Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "Make an earlier version live again, as a new release")
    public Release rollback(@PathParam("model") String name, @Nullable RollbackBody body) {
        RollbackBody given = body == null ? new RollbackBody(null, null) : body;
        return models.rollback(
                name, Bodies.or(given.to(), ""), caller.getPrincipal().getName(), Bodies.or(given.reason(), ""));
    }

    @GET
    @Path("/models/{model}/releases")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
    @Operation(summary = "All releases, oldest first; with ?at= the one that was live at that time")
    public List<Release> releases(@PathParam("model") String name, @QueryParam("at") @Nullable String at) {
        models.requireKnown(name);
        return at == null
                ? models.releases(name)
                : models.releaseAt(name, instant(at)).stream().toList();
    }

    @GET
    @Path("/models/{model}/ledger")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "Who did what to a model, newest first")
    public Page.Of<Ledger.Entry> ledger(@PathParam("model") String name, @BeanParam Paging paging) {
        models.requireKnown(name);
        return ledger.entries(name, paging.page());
    }

    private ArchivedView view(Archived archived) {
        return new ArchivedView(archived.at(), archived.by(), archived.reason(), view(archived.model()));
    }

    private ModelView view(Model model) {
        return ModelView.of(model, models.live(model.name()));
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new Rejection(
                    Rejection.Kind.INVALID,
                    "time-invalid",
                    "'" + text + "' is no time; write it like 2026-11-23T10:00:00Z.",
                    e);
        }
    }
}
