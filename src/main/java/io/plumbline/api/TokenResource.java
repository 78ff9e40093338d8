package io.plumbline.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.plumbline.access.Roles;
import io.plumbline.access.Token;
import io.plumbline.access.Tokens;
import io.plumbline.kernel.Page;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Tokens, for admins. */
@Path("/v1/tokens")
@Tag(name = "Tokens")
public class TokenResource {
    private final Tokens tokens;
    private final SecurityIdentity caller;

    TokenResource(Tokens tokens, SecurityIdentity caller) {
        this.tokens = tokens;
        this.caller = caller;
    }

    /** A token that is wanted. */
    record TokenBody(
            @Nullable String name,
            @Nullable List<String> roles,
            @Nullable Instant expiresAt) {}

    /** A new token with its secret, which is shown this once. */
    record CreatedView(String token, @JsonUnwrapped Token kept) {}

    @POST
    @RolesAllowed(Roles.ADMIN)
    @Operation(summary = "Make a token; the answer is the only place that shows it")
    public RestResponse<CreatedView> create(@Nullable TokenBody body) {
        TokenBody given = Bodies.required(body);
        String name = Bodies.or(given.name(), "");
        List<String> roles = given.roles() == null ? List.of() : given.roles();
        String actor = caller.getPrincipal().getName();
        Tokens.Created created = given.expiresAt() == null
                ? tokens.create(name, roles, actor)
                : tokens.create(name, roles, given.expiresAt(), actor);
        return RestResponse.status(RestResponse.Status.CREATED, new CreatedView(created.secret(), created.token()));
    }

    @GET
    @RolesAllowed(Roles.ADMIN)
    @Operation(summary = "List tokens, newest first, without their secrets")
    public Page.Of<Token> list(@BeanParam Paging paging) {
        return tokens.list(paging.page());
    }

    @DELETE
    @Path("/{id}")
    @RolesAllowed(Roles.ADMIN)
    @Operation(summary = "Revoke a token and all sign-ins made with it")
    public void revoke(@PathParam("id") UUID id) {
        tokens.revoke(id, caller.getPrincipal().getName());
    }
}
