package io.plumbline.api.training;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.plumbline.access.Roles;
import io.plumbline.api.Bodies;
import io.plumbline.api.Paging;
import io.plumbline.kernel.Page;
import io.plumbline.registry.Models;
import io.plumbline.retrain.DrawingRules;
import io.plumbline.snapshot.Balance;
import io.plumbline.snapshot.DrawingRule;
import io.plumbline.snapshot.Entry;
import io.plumbline.snapshot.Snapshot;
import io.plumbline.snapshot.SnapshotExport;
import io.plumbline.snapshot.SnapshotExport.Format;
import io.plumbline.snapshot.SnapshotImport;
import io.plumbline.snapshot.SnapshotImport.Imported;
import io.plumbline.snapshot.SnapshotImport.Taking;
import io.plumbline.snapshot.SnapshotParts;
import io.plumbline.snapshot.Snapshots;
import io.plumbline.snapshot.Split;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Snapshots of labelled pictures: frozen, looked at, exported, imported. */
@Path("/v1/models/{model}/snapshots")
@Tag(name = "Snapshots")
public class SnapshotResource {
    private static final String CSV = "text/csv";
    private static final String ZIP = "application/zip";

    private final Models models;
    private final Snapshots snapshots;
    private final SnapshotExport exports;
    private final SnapshotImport imports;
    private final DrawingRules rules;
    private final SecurityIdentity caller;

    SnapshotResource(
            Models models,
            Snapshots snapshots,
            SnapshotExport exports,
            SnapshotImport imports,
            DrawingRules rules,
            SecurityIdentity caller) {
        this.models = models;
        this.snapshots = snapshots;
        this.exports = exports;
        this.imports = imports;
        this.rules = rules;
        this.caller = caller;
    }

    /** A snapshot as it goes over the wire. */
    record SnapshotView(
            String id,
            String model,
            long seed,
            String rule,
            long pictures,
            long gone,
            boolean reproducible,
            Instant createdAt,
            String createdBy,
            List<UUID> jobs) {
        static SnapshotView of(Snapshot snapshot) {
            return new SnapshotView(
                    snapshot.id().hex(),
                    snapshot.model(),
                    snapshot.seed(),
                    snapshot.rule(),
                    snapshot.pictures(),
                    snapshot.gone(),
                    snapshot.reproducible(),
                    snapshot.createdAt(),
                    snapshot.createdBy(),
                    snapshot.jobs());
        }
    }

    /** A snapshot that was imported; of COCO annotations, in how many pictures nothing is meant. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record ImportedView(@JsonUnwrapped SnapshotView snapshot, OptionalInt withoutSubject) {
        static ImportedView of(Imported imported) {
            return new ImportedView(SnapshotView.of(imported.snapshot()), imported.withoutSubject());
        }
    }

    /** A snapshot with what it is made of. */
    record PartsView(SnapshotView snapshot, List<SnapshotParts.OfClass> classes, List<SnapshotParts.OfSplit> splits) {}

    /** A picture of a snapshot; one that is gone tells no more than its class. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record PictureView(
            String image,
            String label,
            String split,
            double weight,
            OptionalDouble propensity,
            String origin,
            String source,
            Optional<String> mask,
            boolean gone) {
        static PictureView of(Snapshots.Shown shown) {
            Entry entry = shown.entry();
            return new PictureView(
                    entry.image().hex(),
                    entry.label(),
                    entry.split().word(),
                    entry.weight(),
                    entry.propensity(),
                    entry.origin().word(),
                    entry.source(),
                    entry.mask().map(Object::toString),
                    shown.gone());
        }
    }

    /** How to draw; what is left out is as the settings say. */
    record RuleBody(
            @Nullable Long seed,
            @Nullable Double testShare,
            @Nullable Double validationShare,
            @Nullable Double replayShare,
            @Nullable Integer mostOfAClass,
            @Nullable String balance,
            @Nullable String since,
            @JsonAnySetter @Nullable Map<String, Object> others) {
        private static final List<String> SETTINGS =
                List.of("seed", "testShare", "validationShare", "replayShare", "mostOfAClass", "balance", "since");

        DrawingRule rule(DrawingRule usual) {
            Bodies.refuseOthers(others, SETTINGS, "snapshot-rule-invalid");
            return new DrawingRule(
                    seed == null ? usual.seed() : seed,
                    testShare == null ? usual.testShare() : testShare,
                    validationShare == null ? usual.validationShare() : validationShare,
                    replayShare == null ? usual.replayShare() : replayShare,
                    mostOfAClass == null ? usual.mostOfAClass() : OptionalInt.of(mostOfAClass),
                    balance == null ? usual.balance() : Balance.of(balance),
                    since == null ? Optional.empty() : Optional.of(Bodies.time("since", since)));
        }
    }

    @GET
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "List the snapshots of a model, newest first")
    public Page.Of<SnapshotView> list(@PathParam("model") String model, @BeanParam Paging paging) {
        models.require(model);
        return snapshots.of(model, paging.page()).map(SnapshotView::of);
    }

    @POST
    @RolesAllowed({Roles.SCIENTIST, Roles.ADMIN})
    @Operation(summary = "Freeze the labelled pictures of a model; the same pictures and rule give the same snapshot")
    public RestResponse<SnapshotView> freeze(@PathParam("model") String model, @Nullable RuleBody body) {
        models.require(model);
        DrawingRule usual = rules.rule(Optional.empty());
        return created(snapshots.freeze(model, body == null ? usual : body.rule(usual), actor()));
    }

    @POST
    @Path("import")
    @Consumes({ZIP, CSV})
    @RolesAllowed({Roles.SCIENTIST, Roles.ADMIN})
    @Operation(
            summary =
                    "Import a zip with a manifest, class folders or COCO annotations, or a manifest of known pictures")
    public RestResponse<ImportedView> add(
            @PathParam("model") String model,
            @QueryParam("category") @DefaultValue("") String category,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @DefaultValue(ZIP) String type,
            InputStream body)
            throws IOException {
        Optional<String> told = Optional.of(category.strip()).filter(word -> !word.isEmpty());
        Taking taking = new Taking(models.require(model).drawsMasks(), told);
        DrawingRule rule = rules.rule(Optional.empty());
        Imported imported = type.startsWith(CSV)
                ? imports.manifest(model, body, rule, actor())
                : imports.zip(model, body, rule, taking, actor());
        return RestResponse.status(RestResponse.Status.CREATED, ImportedView.of(imported));
    }

    @GET
    @Path("{id}")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "A snapshot with its classes and splits")
    public PartsView one(@PathParam("model") String model, @PathParam("id") String id) {
        models.require(model);
        Snapshot snapshot = snapshots.require(model, id);
        SnapshotParts parts = snapshots.parts(snapshot.id());
        return new PartsView(SnapshotView.of(snapshot), parts.classes(), parts.splits());
    }

    @GET
    @Path("{id}/pictures")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "List the pictures of a class, or of all; of one split, or of all")
    public Page.Of<PictureView> pictures(
            @PathParam("model") String model,
            @PathParam("id") String id,
            @QueryParam("label") @DefaultValue("") String label,
            @QueryParam("split") @DefaultValue("") String split,
            @BeanParam Paging paging) {
        models.require(model);
        Snapshot snapshot = snapshots.require(model, id);
        Optional<Split> only = split.isEmpty() ? Optional.empty() : Optional.of(Split.of(split));
        return snapshots.pictures(snapshot.id(), label, only, paging.page()).map(PictureView::of);
    }

    @GET
    @Path("{id}/export")
    @RolesAllowed({Roles.SCIENTIST, Roles.ADMIN})
    @Operation(summary = "Export what is left of a snapshot: csv, folders (a zip) or coco (a zip)")
    public Response export(
            @PathParam("model") String model,
            @PathParam("id") String id,
            @QueryParam("format") @DefaultValue("folders") String format) {
        models.require(model);
        Snapshot snapshot = snapshots.require(model, id);
        Format as = Format.of(format);
        StreamingOutput content = out -> exports.write(snapshot, as, out);
        return Response.ok(content, as.mediaType())
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + as.fileName(snapshot) + "\"")
                .build();
    }

    private String actor() {
        return caller.getPrincipal().getName();
    }

    private static RestResponse<SnapshotView> created(Snapshot snapshot) {
        return RestResponse.status(RestResponse.Status.CREATED, SnapshotView.of(snapshot));
    }
}
