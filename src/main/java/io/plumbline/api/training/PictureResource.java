package io.plumbline.api.training;

import io.plumbline.access.Roles;
import io.plumbline.admission.BodyReading;
import io.plumbline.api.Bodies;
import io.plumbline.feedback.ReferencePictures;
import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import io.plumbline.picture.Consent;
import io.plumbline.picture.NewPicture;
import io.plumbline.picture.Pictures;
import io.plumbline.picture.PicturesConfig;
import io.plumbline.picture.Removal;
import io.plumbline.picture.Removal.Forgotten;
import io.plumbline.registry.Models;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Pictures, by the SHA-256 of their bytes. */
@Path("/v1")
@Tag(name = "Pictures")
public class PictureResource {
    private static final int MAX_BYTES = 8 << 20;

    private final Pictures pictures;
    private final Removal removal;
    private final PicturesConfig config;
    private final Models models;
    private final ReferencePictures reference;
    private final SecurityIdentity caller;

    PictureResource(
            Pictures pictures,
            Removal removal,
            PicturesConfig config,
            Models models,
            ReferencePictures reference,
            SecurityIdentity caller) {
        this.pictures = pictures;
        this.removal = removal;
        this.config = config;
        this.models = models;
        this.reference = reference;
        this.caller = caller;
    }

    /** Whose pictures are to be forgotten. */
    record ForgetBody(@Nullable String source) {}

    @PUT
    @Path("/images/{sha256}")
    @Consumes({"image/png", "image/jpeg"})
    @RolesAllowed({Roles.DEVICE, Roles.SCIENTIST, Roles.ADMIN})
    @Operation(
            summary = "Send a picture, PNG or JPEG, at most 8 MiB; sending it again changes nothing, but with less"
                    + " consent")
    public RestResponse<Void> put(
            @PathParam("sha256") String sha256,
            @QueryParam("consent") @Nullable String consent,
            @QueryParam("source") @DefaultValue("") String source,
            InputStream body)
            throws IOException {
        Consent given = Consent.of(Bodies.or(consent, config.consent()));
        Sha256 expected = address(sha256);
        byte[] picture = BodyReading.readAtMost(body, MAX_BYTES);
        Sha256 actual = Sha256.of(picture);
        if (!actual.equals(expected)) {
            throw Rejection.invalid(
                    "digest-mismatch", "The body's SHA-256 is " + actual + ", not " + expected + " as the path says.");
        }
        boolean added = pictures.put(new NewPicture(picture, given, source));
        return RestResponse.status(added ? RestResponse.Status.CREATED : RestResponse.Status.NO_CONTENT);
    }

    @GET
    @Path("/images/{sha256}")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "Fetch a picture, by the name that its sender gave it or by the SHA-256 of what is kept")
    public Response get(@PathParam("sha256") String sha256) {
        Pictures.Content picture = pictures.get(address(sha256))
                .orElseThrow(() -> Rejection.notFound("picture-unknown", "There is no picture " + sha256 + "."));
        return Response.ok(picture.bytes(), picture.mediaType())
                .tag(picture.content().hex())
                // Not for long: what is to be forgotten must not live on in caches.
                .header(HttpHeaders.CACHE_CONTROL, "private, max-age=3600")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }

    @POST
    @Path("/pictures/forget")
    @RolesAllowed({Roles.SCIENTIST, Roles.ADMIN})
    @Operation(summary = "Forget all pictures of a device, with their labels; snapshots that used them are marked")
    public Forgotten forget(@Nullable ForgetBody body) {
        return removal.forget(
                Bodies.or(Bodies.required(body).source(), ""),
                caller.getPrincipal().getName());
    }

    @POST
    @Path("/models/{model}/pictures")
    @Consumes("application/zip")
    @RolesAllowed({Roles.SCIENTIST, Roles.ADMIN})
    @Operation(summary = "Bring labelled pictures along: a zip whose folders are the classes")
    public ReferencePictures.Added add(@PathParam("model") String model, byte[] zip) {
        models.require(model);
        return reference.add(model, zip);
    }

    private static Sha256 address(String sha256) {
        if (!Sha256.isValid(sha256)) {
            throw Rejection.invalid(
                    "bad-sha256", "'" + sha256 + "' is no SHA-256: 64 lower-case hexadecimal digits are needed.");
        }
        return new Sha256(sha256);
    }
}
