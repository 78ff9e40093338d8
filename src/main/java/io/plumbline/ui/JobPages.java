package io.plumbline.ui;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.access.Roles;
import io.plumbline.jobs.Job;
import io.plumbline.jobs.JobLine;
import io.plumbline.jobs.Jobs;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Rejection;
import io.plumbline.retrain.Retrainings;
import io.plumbline.retrain.Retrainings.Wish;
import io.plumbline.retrain.work.TrainerName;
import io.plumbline.ui.view.JobFacts;
import io.plumbline.ui.view.JobView;
import io.plumbline.ui.view.operation.JobsView;
import io.plumbline.ui.view.operation.LettersView;
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
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The pages of jobs. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
public class JobPages {
    private static final int LINES = 1000;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Jobs jobs;
    private final Retrainings retrainings;
    private final Reader reader;
    private final InstantSource clock;

    JobPages(Jobs jobs, Retrainings retrainings, Reader reader, InstantSource clock) {
        this.jobs = jobs;
        this.retrainings = retrainings;
        this.reader = reader;
        this.clock = clock;
    }

    @GET
    @Path("jobs")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
    @Operation(hidden = true)
    public TemplateInstance list(
            @QueryParam("model") @DefaultValue("") String model, @QueryParam("page") @DefaultValue("0") int index) {
        Page page = new Page(index, Page.FIRST.size());
        Page.Of<Job> found = model.isEmpty() ? jobs.list(page) : jobs.list(model, page);
        List<JobView> rows = found.items().stream()
                .map(job -> JobView.of(facts(job), false, clock.instant()))
                .toList();
        JobsView view = new JobsView(
                rows,
                model,
                LettersView.part(page.offset(), rows.size(), found.total()),
                index > 0 ? address(model, index - 1) : "",
                page.offset() + rows.size() < found.total() ? address(model, index + 1) : "");
        return Pages.jobs(reader.frame("Jobs", "jobs"), view);
    }

    @GET
    @Path("jobs/{id}")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
    @Operation(hidden = true)
    public TemplateInstance one(@PathParam("id") UUID id) {
        SortedMap<Integer, SortedMap<String, Double>> points = new TreeMap<>();
        jobs.points(id, 0).forEach(point -> points.put(point.step(), point.values()));
        JobFacts job = facts(jobs.job(id), jobs.log(id, 0, LINES), points);
        return Pages.job(
                reader.frame("Job " + job.kind(), "jobs"),
                JobView.of(job, reader.rights().retrain(), clock.instant()));
    }

    @POST
    @Path("models/{model}/retrain")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.SCIENTIST, Roles.ADMIN})
    @Operation(hidden = true)
    public Response retrain(
            @PathParam("model") String model,
            @FormParam("trainer") @DefaultValue("last-layer") String trainer,
            @FormParam("without") List<String> without) {
        return to(retrainings
                .request(model, Wish.of(TrainerName.of(trainer), Set.copyOf(without)), reader.name())
                .id());
    }

    @POST
    @Path("jobs/{id}/cancel")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.SCIENTIST, Roles.ADMIN})
    @Operation(hidden = true)
    public Response cancel(@PathParam("id") UUID id) {
        jobs.cancel(id, reader.name());
        return to(id);
    }

    @ServerExceptionMapper
    public Response rejected(Rejection rejection) {
        return ErrorPages.of(rejection, reader);
    }

    private static Response to(UUID id) {
        return Response.seeOther(UriBuilder.fromPath("/jobs/{id}").build(id)).build();
    }

    private static String address(String model, int page) {
        UriBuilder path = UriBuilder.fromPath("/jobs").queryParam("page", page);
        return model.isEmpty()
                ? path.build().toString()
                : path.queryParam("model", "{model}").build(model).toString();
    }

    /** For lists, without log and curves. */
    static JobFacts facts(Job job) {
        return facts(job, List.of(), new TreeMap<>());
    }

    private static JobFacts facts(Job job, List<JobLine> log, SortedMap<Integer, SortedMap<String, Double>> points) {
        return new JobFacts(
                job.id().toString(),
                job.kind(),
                job.model().orElse(""),
                job.state().name().toLowerCase(Locale.ROOT),
                job.progress(),
                job.error()
                        .filter(error -> job.message().isEmpty() || job.state() == Job.State.FAILED)
                        .orElse(job.message()),
                job.requestedBy(),
                job.attempt(),
                job.maxAttempts(),
                job.worker().orElse(""),
                job.stopping(),
                Optional.of(job.dueAt()).filter(due -> job.retrying()),
                job.result().map(JobPages::version).orElse(""),
                job.createdAt(),
                job.finishedAt().or(job::startedAt).orElse(job.createdAt()),
                log.stream()
                        .map(line -> CLOCK.format(line.at()) + "  " + line.line())
                        .toList(),
                points);
    }

    /** The version that a job's result names; empty if it names none. */
    private static String version(String result) {
        try {
            return JSON.readTree(result).path("version").asText();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A job's result is JSON: " + result, e);
        }
    }
}
