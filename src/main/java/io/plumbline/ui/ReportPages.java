package io.plumbline.ui;

import io.plumbline.access.Roles;
import io.plumbline.drift.DriftReports;
import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import io.plumbline.picture.Pictures;
import io.plumbline.ui.view.ReportPresenter;
import io.quarkus.qute.TemplateInstance;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** A drift report as a page that stands alone: saved or sent as one file it looks the same. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
public class ReportPages {
    private static final String SCRIPT = resource("report.js");

    private final DriftReports reports;
    private final Pictures pictures;
    private final Reader reader;
    private final String css;

    ReportPages(DriftReports reports, Pictures pictures, Reader reader) {
        this.reports = reports;
        this.pictures = pictures;
        this.reader = reader;
        this.css = resource("plumbline.css");
    }

    @GET
    @Path("reports/{id}")
    @Operation(hidden = true)
    public TemplateInstance page(@PathParam("id") UUID id) {
        return render(id);
    }

    @ServerExceptionMapper
    public Response rejected(Rejection rejection) {
        return ErrorPages.of(rejection, reader);
    }

    TemplateInstance render(UUID id) {
        return Pages.report(ReportPresenter.view(reports.require(id), this::dataUri), css, SCRIPT);
    }

    private String dataUri(String sha256) {
        if (!Sha256.isValid(sha256)) {
            return "";
        }
        return pictures.get(new Sha256(sha256))
                .map(picture -> "data:" + picture.mediaType() + ";base64,"
                        + Base64.getEncoder().encodeToString(picture.bytes()))
                .orElse("");
    }

    private static String resource(String name) {
        try (InputStream in = ReportPages.class.getResourceAsStream("/META-INF/resources/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }

    /** What a page's policy names so that this one script may run that is written into it. */
    static String scriptDigest() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(SCRIPT.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
