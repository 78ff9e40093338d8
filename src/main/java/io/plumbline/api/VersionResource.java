package io.plumbline.api;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.plumbline.access.Roles;
import io.plumbline.delivery.Deliveries;
import io.plumbline.kernel.Page;
import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.registry.Release;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Versions of a model: uploaded, promoted, rejected. */
@Path("/v1/models/{model}/versions")
@Tag(name = "Versions")
public class VersionResource {
    private final Models models;
    private final Deliveries deliveries;
    private final SecurityIdentity caller;

    VersionResource(Models models, Deliveries deliveries, SecurityIdentity caller) {
        this.models = models;
        this.deliveries = deliveries;
        this.caller = caller;
    }

    /** Why. */
    record ReasonBody(@Nullable String reason) {
        static String of(@Nullable ReasonBody body) {
            return body == null ? "" : Bodies.or(body.reason(), "");
        }
    }

    /** A version as it goes over the wire. */
    record VersionView(
            String model,
            String version,
            String stage,
            Instant since,
            String sha256,
            long bytes,
            String url,
            List<String> labels,
            Optional<String> parent,
            String origin,
            List<GateVerdict> verdicts,
            boolean promotable,
            Instant createdAt,
            String createdBy,
            @JsonRawValue String validation) {
        static VersionView of(ModelVersion v, Optional<String> live) {
            return new VersionView(
                    v.model(),
                    v.version(),
                    v.stage().word(),
                    v.stage().since(),
                    v.sha256().hex(),
                    v.bytes(),
                    Deliveries.path(v),
                    v.labels(),
                    v.parent(),
                    v.origin(),
                    v.verdicts(),
                    v.promotable(live),
                    v.createdAt(),
                    v.createdBy(),
                    v.validation());
        }
    }

    @GET
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
    @Operation(summary = "List versions, newest first")
    public Page.Of<VersionView> list(@PathParam("model") String model, @BeanParam Paging paging) {
        models.require(model);
        Optional<String> live = live(model);
        return models.versions(model, paging.page()).map(v -> VersionView.of(v, live));
    }

    @POST
    @Consumes("application/zip")
    @RolesAllowed({Roles.SCIENTIST, Roles.WORKER, Roles.ADMIN})
    @Operation(summary = "Upload a bundle as a candidate; it is checked first")
    public RestResponse<VersionView> upload(@PathParam("model") String model, byte[] bundle) {
        ModelVersion added =
                deliveries.upload(model, bundle, caller.getPrincipal().getName());
        return RestResponse.status(RestResponse.Status.CREATED, VersionView.of(added, live(model)));
    }

    @GET
    @Path("/{version}")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
    @Operation(summary = "One version with its evidence")
    public VersionView one(@PathParam("model") String model, @PathParam("version") String version) {
        return VersionView.of(models.require(model, version), live(model));
    }

    @POST
    @Path("/{version}/promote")
    @RolesAllowed({Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "Make a candidate live; a failed gate needs a reason to be overruled")
    public Release promote(
            @PathParam("model") String model, @PathParam("version") String version, @Nullable ReasonBody body) {
        return models.promote(model, version, caller.getPrincipal().getName(), ReasonBody.of(body));
    }

    @POST
    @Path("/{version}/reject")
    @RolesAllowed({Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "Turn a candidate down")
    public VersionView reject(
            @PathParam("model") String model, @PathParam("version") String version, @Nullable ReasonBody body) {
        ModelVersion rejected =
                models.reject(model, version, caller.getPrincipal().getName(), ReasonBody.of(body));
        return VersionView.of(rejected, live(model));
    }

    private Optional<String> live(String model) {
        return models.live(model).map(ModelVersion::version);
    }
}
