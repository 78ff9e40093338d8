package io.plumbline.ui;

import io.plumbline.access.AdminToken;
import io.plumbline.access.SignIn;
import io.plumbline.ui.view.Frame;
import io.quarkus.qute.TemplateInstance;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The page to sign in on. At the root, lest its path hide the resource that takes the form. */
@Path("/")
public class SignInPage {
    private static final Map<String, String> PROBLEMS = Map.of(
            "token", "This token does not work: it is mistyped, expired or revoked.",
            "link", "This sign-in link does not work: it lasts as long as the process that printed it.");

    private final AdminToken admin;

    SignInPage(AdminToken admin) {
        this.admin = admin;
    }

    @GET
    @Path("sign-in")
    @PermitAll
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public TemplateInstance page(
            @QueryParam("next") @DefaultValue("/") String next,
            @QueryParam("problem") @DefaultValue("") String problem) {
        return Pages.signIn(
                Frame.outside("Sign in"),
                PROBLEMS.getOrDefault(problem, ""),
                SignIn.localPath(next),
                admin.file().toString());
    }
}
