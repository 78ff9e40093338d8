package io.plumbline.api.training;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.access.Roles;
import io.plumbline.admission.BodyReading;
import io.plumbline.api.Bodies;
import io.plumbline.api.JobResource;
import io.plumbline.api.Problem;
import io.plumbline.jobs.Claim;
import io.plumbline.jobs.Claims;
import io.plumbline.jobs.Claims.Claimed;
import io.plumbline.jobs.JobStopped;
import io.plumbline.jobs.Jobs;
import io.plumbline.kernel.Rejection;
import io.plumbline.retrain.remote.RemoteTrainings;
import io.plumbline.retrain.work.TrainingListener;
import io.plumbline.retrain.work.WorkFolder;
import io.plumbline.retrain.work.WorkZip;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Jobs for remote workers. Each call after the first names the job and the fence of its claim, and is held to it. */
@Path("/v1/claims")
@Tag(name = "Remote workers")
public class ClaimResource {
    private static final int MOST_CHECKPOINT = 60 << 20;
    private static final int MOST_NOTES = 10_000;
    private static final int LONGEST_NAME = 100;
    private static final Pattern PART = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}");

    private final Claims claims;
    private final Jobs jobs;
    private final RemoteTrainings trainings;
    private final ObjectMapper json;

    ClaimResource(Claims claims, Jobs jobs, RemoteTrainings trainings, ObjectMapper json) {
        this.claims = claims;
        this.jobs = jobs;
        this.trainings = trainings;
        this.json = json;
    }

    /** Who asks for a job, and of which kinds; of all that remote workers do if that is left out. */
    record WorkerBody(@Nullable String worker, @Nullable Set<String> kinds) {}

    /** A claimed job: every further call carries id and fence. The lease is in ISO 8601. */
    record ClaimView(
            UUID id,
            long fence,
            String kind,
            Optional<String> model,
            int attempt,
            String lease,
            @JsonRawValue String payload) {}

    /** What a heartbeat hears: held, cancelled, timed-out or lost. */
    record PulseView(String pulse) {}

    /** A point of the job's curves. */
    record PointBody(int step, @Nullable Map<String, Double> values) {}

    /** What happened since the last notes; each part may be left out. */
    record NotesBody(
            @Nullable Double progress,
            @Nullable String message,
            @Nullable List<String> lines,
            @Nullable List<PointBody> points) {}

    /**
     * Why an attempt ended; {@code again} says whether a further one may help. {@code result} is the {@code result.json} of a training
     * that was refused, where it came so far.
     */
    record FailureBody(
            @Nullable String error, boolean again, @Nullable Map<String, Object> result) {}

    @POST
    @RolesAllowed({Roles.WORKER, Roles.ADMIN})
    @Operation(summary = "Claim the next due job; 204 if there is none")
    public Response claim(@Nullable WorkerBody body) {
        String worker = Bodies.or(Bodies.required(body).worker(), "");
        if (worker.isBlank() || worker.length() > LONGEST_NAME) {
            throw Rejection.invalid(
                    "worker-name-invalid",
                    "worker is '" + worker + "'; a name of 1 to " + LONGEST_NAME + " characters is needed.");
        }
        Optional<Claimed> claimed = claims.next(worker, kinds(body));
        return claimed.map(c -> Response.ok(new ClaimView(
                        c.job().id(),
                        c.claim().fence(),
                        c.job().kind(),
                        c.job().model(),
                        c.job().attempt(),
                        c.lease().toString(),
                        c.job().payload())))
                .orElseGet(Response::noContent)
                .build();
    }

    private Set<String> kinds(WorkerBody body) {
        if (body.kinds() == null || body.kinds().isEmpty()) {
            return trainings.kinds();
        }
        if (!trainings.kinds().containsAll(body.kinds())) {
            throw Rejection.invalid(
                    "kinds-unknown",
                    "kinds is " + new TreeSet<>(body.kinds()) + "; remote workers do " + trainings.kinds() + ".");
        }
        return body.kinds();
    }

    @POST
    @Path("/{id}/{fence}/heartbeat")
    @RolesAllowed({Roles.WORKER, Roles.ADMIN})
    @Operation(summary = "Hold a job for another lease, and hear whether to go on")
    public PulseView heartbeat(@PathParam("id") UUID id, @PathParam("fence") String fence) {
        String pulse = claims.heartbeat(claim(id, fence)).name();
        return new PulseView(pulse.toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    @POST
    @Path("/{id}/{fence}/notes")
    @RolesAllowed({Roles.WORKER, Roles.ADMIN})
    @Operation(summary = "Tell progress, lines of the log and points of the curves")
    public void notes(@PathParam("id") UUID id, @PathParam("fence") String fence, @Nullable NotesBody body) {
        NotesBody notes = Bodies.required(body);
        List<String> lines = notes.lines() == null ? List.of() : notes.lines();
        List<PointBody> points = notes.points() == null ? List.of() : notes.points();
        if (lines.size() + points.size() > MOST_NOTES) {
            throw Rejection.invalid("notes-too-many", "At most " + MOST_NOTES + " lines and points go in one request.");
        }
        TrainingListener job = trainings.listener(claim(id, fence));
        lines.forEach(line -> job.log(Bodies.or(line, "")));
        for (PointBody point : points) {
            job.point(point.step(), point.values() == null ? Map.of() : point.values());
        }
        if (notes.progress() != null) {
            job.progress(notes.progress(), Bodies.or(notes.message(), ""));
        }
    }

    @GET
    @Path("/{id}/{fence}/inputs")
    @Produces("application/zip")
    @RolesAllowed({Roles.WORKER, Roles.ADMIN})
    @Operation(summary = "Fetch all that the training reads, as a zip; checkpoints of earlier attempts are in it")
    public Response inputs(@PathParam("id") UUID id, @PathParam("fence") String fence) throws IOException {
        WorkFolder folder = trainings.inputs(claim(id, fence));
        StreamingOutput zip = out -> {
            try (folder) {
                WorkZip.inputs(folder, out);
            }
        };
        return Response.ok(zip, "application/zip").build();
    }

    @PUT
    @Path("/{id}/{fence}/checkpoints/{name}")
    @Consumes("application/octet-stream")
    @RolesAllowed({Roles.WORKER, Roles.ADMIN})
    @Operation(summary = "Keep a part of what a later attempt goes on from, at most 60 MiB")
    public void checkpoint(
            @PathParam("id") UUID id,
            @PathParam("fence") String fence,
            @PathParam("name") String name,
            InputStream body)
            throws IOException {
        if (!PART.matcher(name).matches()) {
            throw Rejection.invalid(
                    "checkpoint-name-invalid",
                    "'" + name + "' names no checkpoint: small letters, digits, dots and dashes, at most 63.");
        }
        byte[] content = BodyReading.readAtMost(body, MOST_CHECKPOINT);
        trainings.listener(claim(id, fence)).checkpoint(name, content);
    }

    @PUT
    @Path("/{id}/{fence}/outputs")
    @Consumes("application/zip")
    @Blocking
    @RolesAllowed({Roles.WORKER, Roles.ADMIN})
    @Operation(summary = "Hand over what the training made; it is judged, and the job as it ended is the answer")
    public JobResource.JobView outputs(@PathParam("id") UUID id, @PathParam("fence") String fence, InputStream body)
            throws IOException, InterruptedException {
        trainings.finish(claim(id, fence), body);
        return JobResource.JobView.of(jobs.job(id));
    }

    @POST
    @Path("/{id}/{fence}/failure")
    @RolesAllowed({Roles.WORKER, Roles.ADMIN})
    @Operation(summary = "End an attempt that failed")
    public JobResource.JobView failure(
            @PathParam("id") UUID id, @PathParam("fence") String fence, @Nullable FailureBody body) throws IOException {
        FailureBody failure = Bodies.required(body);
        Claim claim = claim(id, fence);
        jobs.job(id);
        boolean ours = claims.heartbeat(claim) == Claim.Pulse.TIMED_OUT
                ? claims.timeOut(claim)
                : trainings.fail(
                        claim,
                        Bodies.or(failure.error(), "The worker did not say why."),
                        failure.again(),
                        result(failure));
        requireOurs(ours, claim);
        return JobResource.JobView.of(jobs.job(id));
    }

    private Optional<byte[]> result(FailureBody failure) throws JsonProcessingException {
        return failure.result() == null ? Optional.empty() : Optional.of(json.writeValueAsBytes(failure.result()));
    }

    @DELETE
    @Path("/{id}/{fence}")
    @RolesAllowed({Roles.WORKER, Roles.ADMIN})
    @Operation(summary = "Give a job back; one that somebody asked to cancel is cancelled by it")
    public void release(@PathParam("id") UUID id, @PathParam("fence") String fence) {
        Claim claim = claim(id, fence);
        jobs.job(id);
        requireOurs(claims.release(claim), claim);
    }

    /** A worker that was thought dead and wakes up. */
    @ServerExceptionMapper
    public Response stopped(JobStopped stopped) {
        return Problem.of(lost(stopped.getMessage())).response();
    }

    private static void requireOurs(boolean ours, Claim claim) {
        if (!ours) {
            throw lost("Job " + claim.job() + " is not held by claim " + claim.fence());
        }
    }

    private static Rejection lost(@Nullable String how) {
        return Rejection.conflict(
                "claim-lost", how + ": it ended, or another worker has it. Drop it and claim the next one.");
    }

    private static Claim claim(UUID id, String fence) {
        try {
            return new Claim(id, Long.parseLong(fence));
        } catch (NumberFormatException e) {
            throw new Rejection(
                    Rejection.Kind.INVALID,
                    "fence-invalid",
                    "'" + fence + "' is no fence; use the number that the claim was answered with.",
                    e);
        }
    }
}
