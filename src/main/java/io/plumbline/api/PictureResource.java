package io.plumbline.api;

import io.plumbline.access.Roles;
import io.plumbline.admission.BodyReading;
import io.plumbline.bundle.Pixels;
import io.plumbline.feedback.Images;
import io.plumbline.feedback.Images.Image;
import io.plumbline.feedback.ReferencePictures;
import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import io.plumbline.registry.Models;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Pictures, by the SHA-256 of their bytes. */
@Path("/v1")
@Tag(name = "Pictures")
public class PictureResource {
    private static final int MAX_BYTES = 8 << 20;

    private final Images images;
    private final Models models;
    private final ReferencePictures reference;

    PictureResource(Images images, Models models, ReferencePictures reference) {
        this.images = images;
        this.models = models;
        this.reference = reference;
    }

    @PUT
    @Path("/images/{sha256}")
    @Consumes({"image/png", "image/jpeg"})
    @RolesAllowed({Roles.DEVICE, Roles.SCIENTIST, Roles.ADMIN})
    @Operation(summary = "Send a picture, PNG or JPEG, at most 8 MiB; sending it again changes nothing")
    public RestResponse<Void> put(@PathParam("sha256") String sha256, InputStream body) throws IOException {
        Sha256 expected = address(sha256);
        byte[] picture = BodyReading.readAtMost(body, MAX_BYTES);
        Sha256 actual = Sha256.of(picture);
        if (!actual.equals(expected)) {
            throw Rejection.invalid(
                    "digest-mismatch", "The body's SHA-256 is " + actual + ", not " + expected + " as the path says.");
        }
        boolean added = images.put(new Image(picture, Pixels.mediaType(picture)));
        return RestResponse.status(added ? RestResponse.Status.CREATED : RestResponse.Status.NO_CONTENT);
    }

    @GET
    @Path("/images/{sha256}")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "Fetch a picture")
    public Response get(@PathParam("sha256") String sha256) {
        Image image = images.get(address(sha256))
                .orElseThrow(() -> Rejection.notFound("picture-unknown", "There is no picture " + sha256 + "."));
        return Response.ok(image.bytes(), image.mediaType())
                .header(HttpHeaders.CACHE_CONTROL, "private, max-age=31536000, immutable")
                .header("X-Content-Type-Options", "nosniff")
                .build();
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
