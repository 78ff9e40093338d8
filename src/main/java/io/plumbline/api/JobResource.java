package io.plumbline.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.plumbline.access.Roles;
import io.plumbline.jobs.Job;
import io.plumbline.jobs.JobLine;
import io.plumbline.jobs.JobPoint;
import io.plumbline.jobs.Jobs;
import io.plumbline.kernel.Page;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Jobs: looked at, followed, cancelled. */
@Path("/v1/jobs")
@Tag(name = "Jobs")
public class JobResource {
    private static final int MOST_LINES = 1000;

    private final Jobs jobs;
    private final JobEvents events;
    private final SecurityIdentity caller;

    JobResource(Jobs jobs, JobEvents events, SecurityIdentity caller) {
        this.jobs = jobs;
        this.events = events;
        this.caller = caller;
    }

    /** A job as it goes over the wire; {@code timeout} is in ISO 8601. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record JobView(
            UUID id,
            String kind,
            Optional<String> model,
            String state,
            int attempt,
            int maxAttempts,
            double progress,
            String message,
            @JsonRawValue String payload,
            @JsonRawValue String result,
            Optional<String> error,
            Optional<String> worker,
            String requestedBy,
            Optional<String> cancelledBy,
            int priority,
            String timeout,
            Instant createdAt,
            Optional<Instant> nextAttemptAt,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt) {
        /** Of a job. */
        public static JobView of(Job j) {
            return new JobView(
                    j.id(),
                    j.kind(),
                    j.model(),
                    j.state().name().toLowerCase(Locale.ROOT),
                    j.attempt(),
                    j.maxAttempts(),
                    j.progress(),
                    j.message(),
                    j.payload(),
                    j.result().orElse("null"),
                    j.error(),
                    j.worker(),
                    j.requestedBy(),
                    j.cancelledBy(),
                    j.priority(),
                    j.timeout().toString(),
                    j.createdAt(),
                    Optional.of(j.dueAt()).filter(due -> j.retrying()),
                    j.startedAt(),
                    j.finishedAt());
        }
    }

    @GET
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
    @Operation(summary = "List jobs, newest first, of all models or of one")
    public Page.Of<JobView> list(@QueryParam("model") @Nullable String model, @BeanParam Paging paging) {
        Page.Of<Job> found = model == null ? jobs.list(paging.page()) : jobs.list(model, paging.page());
        return found.map(JobView::of);
    }

    @GET
    @Path("/{id}")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
    @Operation(summary = "One job")
    public JobView one(@PathParam("id") UUID id) {
        return JobView.of(jobs.job(id));
    }

    @GET
    @Path("/{id}/log")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
    @Operation(summary = "The log of a job, oldest line first, at most 1,000 lines after a number")
    public List<JobLine> log(@PathParam("id") UUID id, @QueryParam("after") @DefaultValue("0") long after) {
        jobs.job(id);
        return jobs.log(id, after, MOST_LINES);
    }

    @GET
    @Path("/{id}/points")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
    @Operation(summary = "The points of a job's curves, in the order in which they were said, after a number")
    public List<JobPoint> points(@PathParam("id") UUID id, @QueryParam("after") @DefaultValue("0") long after) {
        jobs.job(id);
        return jobs.points(id, after);
    }

    @POST
    @Path("/{id}/cancel")
    @RolesAllowed({Roles.SCIENTIST, Roles.ADMIN})
    @Operation(summary = "Cancel a job; one that runs stops within a third of its lease")
    public JobView cancel(@PathParam("id") UUID id) {
        return JobView.of(jobs.cancel(id, caller.getPrincipal().getName()));
    }

    @GET
    @Path("/{id}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
    @Operation(summary = "Follow a job: events 'job', 'log' and 'point', until it is at its end")
    public Multi<OutboundSseEvent> events(
            @PathParam("id") UUID id, @HeaderParam("Last-Event-ID") @DefaultValue("") String after, Sse sse) {
        return events.follow(jobs.job(id), JobEvents.Seen.of(after), sse);
    }
}
