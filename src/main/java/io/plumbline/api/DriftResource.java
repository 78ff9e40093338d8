package io.plumbline.api;

import io.plumbline.access.Roles;
import io.plumbline.drift.DriftReport;
import io.plumbline.drift.DriftReports;
import io.plumbline.drift.DriftState;
import io.plumbline.drift.Incident;
import io.plumbline.drift.Incidents;
import io.plumbline.jobs.Job;
import io.plumbline.kernel.Page;
import io.plumbline.registry.Models;
import io.plumbline.retrain.Retrainings;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** What is known of a model in the field, and what to do about it. */
@Path("/v1")
@Tag(name = "Drift")
public class DriftResource {
    private final Models models;
    private final Incidents incidents;
    private final DriftReports reports;
    private final Retrainings retrainings;
    private final SecurityIdentity caller;

    DriftResource(
            Models models,
            Incidents incidents,
            DriftReports reports,
            Retrainings retrainings,
            SecurityIdentity caller) {
        this.models = models;
        this.incidents = incidents;
        this.reports = reports;
        this.retrainings = retrainings;
        this.caller = caller;
    }

    @GET
    @Path("/models/{model}/drift")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "Where every signal of the model's versions stands, the latest evaluated first")
    public List<DriftState> drift(@PathParam("model") String model) {
        models.require(model);
        return incidents.states(model);
    }

    @GET
    @Path("/models/{model}/incidents")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "List incidents, newest first")
    public Page.Of<Incident> incidents(@PathParam("model") String model, @BeanParam Paging paging) {
        models.require(model);
        return incidents.of(model, paging.page());
    }

    @GET
    @Path("/models/{model}/reports")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "List drift reports, newest first")
    public Page.Of<DriftReports.Summary> reports(@PathParam("model") String model, @BeanParam Paging paging) {
        models.require(model);
        return reports.of(model, paging.page());
    }

    @GET
    @Path("/reports/{id: [0-9a-fA-F-]{36}}")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "One drift report; as a page that stands alone at the same path with .html")
    public DriftReport report(@PathParam("id") UUID id) {
        return reports.require(id);
    }

    @POST
    @Path("/models/{model}/retrain")
    @RolesAllowed({Roles.SCIENTIST, Roles.ADMIN})
    @Operation(summary = "Retrain the last layer of the live version with all labelled pictures")
    public RestResponse<Job> retrain(@PathParam("model") String model) {
        Job job = retrainings.request(model, caller.getPrincipal().getName());
        return RestResponse.status(RestResponse.Status.ACCEPTED, job);
    }
}
