package io.plumbline.api;

import io.plumbline.access.SignIn;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Signing in and out with a browser. The page with the form is one of the pages. */
@Path("/")
@Tag(name = "Sign-in")
public class SignInResource {
    private final SignIn signIn;

    SignInResource(SignIn signIn) {
        this.signIn = signIn;
    }

    @POST
    @Path("sign-in")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @PermitAll
    @Operation(summary = "Sign in with a pasted token")
    public Response withToken(
            @FormParam("token") @DefaultValue("") String token,
            @FormParam("target") @DefaultValue("/") String target,
            @Context HttpServerRequest request) {
        return opened(signIn.withToken(token), "token", target, request);
    }

    @GET
    @Path("sign-in/link")
    @PermitAll
    @Operation(summary = "Sign in with the link that was printed at the start")
    public Response withCode(
            @QueryParam("code") @DefaultValue("") String code,
            @QueryParam("next") @DefaultValue("/") String target,
            @Context HttpServerRequest request) {
        return opened(signIn.withCode(code), "link", target, request);
    }

    @POST
    @Path("sign-out")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @PermitAll
    @Operation(summary = "End the session")
    public Response out(
            @CookieParam(SignIn.COOKIE) @DefaultValue("") String cookie, @Context HttpServerRequest request) {
        signIn.out(cookie);
        return SessionCookie.to("/sign-in", SessionCookie.of("", 0, request));
    }

    private Response opened(Optional<String> session, String means, String target, HttpServerRequest request) {
        String next = SignIn.localPath(target);
        return session.map(value -> SessionCookie.to(next, SessionCookie.of(value, signIn.cookieSeconds(), request)))
                .orElseGet(() -> SessionCookie.to(
                        "/sign-in?problem=" + means + "&next=" + URLEncoder.encode(next, StandardCharsets.UTF_8)));
    }
}
