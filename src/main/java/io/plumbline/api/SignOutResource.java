package io.plumbline.api;

import io.plumbline.access.SignIn;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Signing out with a browser. */
@Path("/")
@Tag(name = "Sign-in")
public class SignOutResource {
    private final SignIn signIn;

    SignOutResource(SignIn signIn) {
        this.signIn = signIn;
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
}
