package io.plumbline.api;

import io.plumbline.delivery.ByteRange;
import io.plumbline.delivery.Deliveries;
import io.plumbline.kernel.Sha256;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.util.Arrays;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Bundles, for everybody who knows their digest. They never change, so caches may keep them for good. */
@Path("/models/{model}/{version}/{file: .+\\.zip}")
@Tag(name = "Devices")
public class DownloadResource {
    private static final String FOR_GOOD = "public, max-age=31536000, immutable";

    private final Deliveries deliveries;

    DownloadResource(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    @GET
    @PermitAll
    @Operation(summary = "Download a bundle, or a range of its bytes")
    public Response download(
            @PathParam("model") String model,
            @PathParam("version") String version,
            @PathParam("file") String file,
            @HeaderParam("Range") @DefaultValue("") String range,
            @HeaderParam("If-Range") @DefaultValue("") String ifRange,
            @HeaderParam("If-None-Match") @DefaultValue("") String ifNoneMatch) {
        Sha256 address = deliveries.address(model, version, file);
        String tag = "\"" + address.hex() + "\"";
        if (matches(ifNoneMatch, tag)) {
            return common(Response.notModified(), tag).build();
        }
        byte[] content = deliveries.content(address);
        // A part of something else is of no use: then all of it goes out (RFC 9110, section 13.1.5).
        String asked = ifRange.isEmpty() || ifRange.equals(tag) ? range : "";
        ByteRange found = ByteRange.parse(asked, content.length);
        if (found instanceof ByteRange.Unsatisfiable) {
            String detail = "Range '" + range + "' lies outside the bundle's " + content.length + " bytes.";
            return Response.fromResponse(
                            Problem.of(416, "range-unsatisfiable", detail).response())
                    .header("Content-Range", "bytes */" + content.length)
                    .build();
        }
        if (found instanceof ByteRange.Part part) {
            byte[] slice = Arrays.copyOfRange(content, part.from(), part.to() + 1);
            return common(Response.status(Response.Status.PARTIAL_CONTENT).entity(slice), tag)
                    .type(Deliveries.MEDIA_TYPE)
                    .header("Content-Range", "bytes " + part.from() + "-" + part.to() + "/" + content.length)
                    .build();
        }
        // Said here, so that a HEAD request hears it too.
        return common(Response.ok(content, Deliveries.MEDIA_TYPE), tag)
                .header(HttpHeaders.CONTENT_LENGTH, content.length)
                .build();
    }

    private static ResponseBuilder common(ResponseBuilder response, String tag) {
        return response.header(HttpHeaders.ETAG, tag)
                .header(HttpHeaders.CACHE_CONTROL, FOR_GOOD)
                .header("Accept-Ranges", "bytes")
                .header("X-Content-Type-Options", "nosniff");
    }

    private static boolean matches(String ifNoneMatch, String tag) {
        return Arrays.stream(ifNoneMatch.split(","))
                .map(String::strip)
                .map(offered -> offered.startsWith("W/") ? offered.substring(2) : offered)
                .anyMatch(offered -> offered.equals("*") || offered.equals(tag));
    }
}
