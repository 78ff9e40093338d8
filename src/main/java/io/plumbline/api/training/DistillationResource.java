package io.plumbline.api.training;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import io.plumbline.access.Roles;
import io.plumbline.api.Bodies;
import io.plumbline.api.JobResource;
import io.plumbline.api.Paging;
import io.plumbline.jobs.Job;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import io.plumbline.registry.Models;
import io.plumbline.retrain.distil.Distillations;
import io.plumbline.retrain.distil.Distillations.Wish;
import io.plumbline.retrain.distil.DoubtfulExport;
import io.plumbline.retrain.distil.DoubtfulPicture;
import io.plumbline.retrain.distil.DoubtfulPictures;
import io.plumbline.retrain.distil.VersionMasks;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Small segmenters from large ones, and the masks that both draw. */
@Path("/v1")
@Tag(name = "Distillation")
public class DistillationResource {
    private final Models models;
    private final Distillations distillations;
    private final DoubtfulPictures doubtful;
    private final DoubtfulExport export;
    private final VersionMasks masks;
    private final SecurityIdentity caller;

    DistillationResource(
            Models models,
            Distillations distillations,
            DoubtfulPictures doubtful,
            DoubtfulExport export,
            VersionMasks masks,
            SecurityIdentity caller) {
        this.models = models;
        this.distillations = distillations;
        this.doubtful = doubtful;
        this.export = export;
        this.masks = masks;
        this.caller = caller;
    }

    /** Who teaches, by what, and how large the student may be; all but the teacher may be left out. */
    record DistilBody(
            @Nullable String teacher,
            @Nullable String teacherVersion,
            @Nullable String snapshot,
            @Nullable Long seed,
            @Nullable Long maxBytes,
            @Nullable Long maxWork,
            @JsonAnySetter @Nullable Map<String, Object> others) {
        private static final List<String> SETTINGS =
                List.of("teacher", "teacherVersion", "snapshot", "seed", "maxBytes", "maxWork");

        Wish wish() {
            Bodies.refuseOthers(others, SETTINGS, "distillation-invalid");
            if (teacher == null || teacher.isBlank()) {
                throw Rejection.invalid(
                        "distillation-invalid", "teacher is missing; it is the model whose masks are learnt from.");
            }
            return new Wish(
                    teacher,
                    Optional.ofNullable(teacherVersion),
                    Optional.ofNullable(snapshot),
                    number(seed),
                    number(maxBytes),
                    number(maxWork));
        }

        private static OptionalLong number(@Nullable Long number) {
            return number == null ? OptionalLong.empty() : OptionalLong.of(number);
        }
    }

    /** A picture that waits for a person to draw its mask. */
    record DoubtfulView(
            String image,
            String source,
            String teacher,
            String teacherVersion,
            double unsure,
            double area,
            String reason,
            UUID job,
            Instant at) {
        static DoubtfulView of(DoubtfulPicture picture) {
            return new DoubtfulView(
                    picture.image().hex(),
                    picture.source(),
                    picture.teacher(),
                    picture.teacherVersion(),
                    picture.unsure(),
                    picture.area(),
                    picture.reason(),
                    picture.job(),
                    picture.at());
        }
    }

    @POST
    @Path("/models/{model}/distil")
    @RolesAllowed({Roles.SCIENTIST, Roles.ADMIN})
    @Operation(
            summary = "Make a small segmenter from a large one, its teacher; a job does it",
            description =
                    "Learnt from are pictures of phones, and pictures brought along, by the masks that the teacher"
                            + " draws; those it is unsure of are left to people. Judged by are masks that people made.")
    public RestResponse<JobResource.JobView> distil(@PathParam("model") String model, @Nullable DistilBody body) {
        models.require(model);
        Wish wish = Bodies.required(body).wish();
        Job job = distillations.request(model, wish, caller.getPrincipal().getName());
        return RestResponse.status(RestResponse.Status.ACCEPTED, JobResource.JobView.of(job));
    }

    @GET
    @Path("/models/{model}/doubtful")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(
            summary = "List the pictures that no teacher was sure of and nobody has drawn yet, the most doubtful first",
            description =
                    "format=coco gives a page of them as a zip for an annotation tool: images/ and annotations.json,"
                            + " which names them and has no annotations yet.")
    public Response doubtful(
            @PathParam("model") String model,
            @QueryParam("format") @DefaultValue("json") String format,
            @BeanParam Paging paging) {
        models.require(model);
        Page page = paging.page();
        return switch (format) {
            case "json" ->
                Response.ok(doubtful.of(model, page).map(DoubtfulView::of), MediaType.APPLICATION_JSON)
                        .build();
            case "coco" -> {
                StreamingOutput zip = out -> export.write(model, page, out);
                yield Response.ok(zip, "application/zip")
                        .header(
                                HttpHeaders.CONTENT_DISPOSITION,
                                "attachment; filename=\"" + model + "-doubtful-" + (page.index() + 1) + ".zip\"")
                        .build();
            }
            default -> throw Rejection.invalid("format-unknown", "format is '" + format + "'; it is json or coco.");
        };
    }

    @GET
    @Path("/models/{model}/masks/{version}/{sha256}")
    @Produces("image/png")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "The mask that a version draws on a picture: white is subject")
    public Response mask(
            @PathParam("model") String model,
            @PathParam("version") String version,
            @PathParam("sha256") String sha256) {
        models.require(model);
        if (!Sha256.isValid(sha256)) {
            throw Rejection.invalid(
                    "bad-sha256", "'" + sha256 + "' is no SHA-256: 64 lower-case hexadecimal digits are needed.");
        }
        return Response.ok(masks.png(model, version, new Sha256(sha256)), "image/png")
                // Not for long: what is to be forgotten must not live on in caches.
                .header(HttpHeaders.CACHE_CONTROL, "private, max-age=3600")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }
}
