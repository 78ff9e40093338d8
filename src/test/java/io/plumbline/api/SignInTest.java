package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.access.AdminToken;
import io.plumbline.access.Roles;
import io.plumbline.access.SignIn;
import io.plumbline.access.SignInLink;
import io.plumbline.access.Tokens;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Sha256;
import io.plumbline.testing.EmbeddedServersResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sessions of browsers, and what protects them. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class SignInTest {
    private static final String FORM = "application/x-www-form-urlencoded";

    @TestHTTPResource("/")
    URI base;

    @Inject
    Calls calls;

    @Inject
    Tokens tokens;

    @Inject
    AdminToken adminToken;

    @Inject
    SignInLink link;

    @Test
    void theAdminTokenOfTheStartWorksAndOnlyItsOwnerReadsIt() throws IOException {
        // Given
        String token = Files.readString(adminToken.file()).strip();
        // When
        StringBuilder tokens = new StringBuilder();
        for (int page = 0; page == 0 || tokens.indexOf("\"name\":\"admin\"") < 0; page++) {
            // Other tests have made hundreds.
            HttpResponse<String> answer = get("/v1/tokens?size=200&page=" + page, "Authorization", "Bearer " + token);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).as("page " + page).contains("\"id\"");
            tokens.append(answer.body());
        }
        // Then
        assertThat(tokens.toString()).doesNotContain(token);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(adminToken.file())))
                .isEqualTo("rw-------");
    }

    @Test
    void afterAnUpgradeABrowserTakesTheScriptAndTheStylesOfTheNewPages() {
        for (String file : List.of("/live.js", "/plumbline.css")) {
            HttpResponse<String> first = get(file);
            assertThat(first.headers().firstValue("Cache-Control"))
                    .as(file)
                    .hasValueSatisfying(value -> assertThat(value).contains("max-age=0"));
            String at = first.headers().firstValue("Last-Modified").orElseThrow();
            assertThat(get(file, "If-Modified-Since", at).statusCode()).as(file).isEqualTo(304);
        }
    }

    @Test
    void aPastedTokenOpensASessionThatEndsWithSigningOut() {
        // Given
        String token = calls.bearer(Roles.SCIENTIST).substring("Bearer ".length());
        // When
        HttpResponse<String> signedIn = form("/sign-in", "token=" + token + "&target=%2Fmodels");
        // Then
        assertThat(signedIn.statusCode()).isEqualTo(303);
        assertThat(location(signedIn)).endsWith("/models");
        String set = signedIn.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(set).contains("HttpOnly").containsIgnoringCase("SameSite=Lax");
        String cookie = cookie(signedIn);
        assertThat(get("/v1/models", "Cookie", cookie).statusCode()).isEqualTo(200);
        assertThat(get("/v1/tokens", "Cookie", cookie).statusCode()).isEqualTo(403);

        // When signing out without and with the form's token
        assertThat(form("/sign-out", "", "Cookie", cookie).statusCode()).isEqualTo(403);
        HttpResponse<String> out = form("/sign-out", "csrf=" + csrf(cookie), "Cookie", cookie);
        // Then
        assertThat(out.statusCode()).isEqualTo(303);
        assertThat(get("/v1/models", "Cookie", cookie).statusCode()).isEqualTo(401);
    }

    @Test
    void theLinkOfTheStartSignsInAsAdmin() {
        URI address = URI.create(link.at(base.toString().replaceAll("/$", "")).orElseThrow());
        HttpResponse<String> signedIn = calls.send("GET", address, new byte[0]);
        assertThat(signedIn.statusCode()).isEqualTo(303);
        assertThat(get("/v1/tokens", "Cookie", cookie(signedIn)).statusCode()).isEqualTo(200);
        assertThat(location(get("/sign-in/link?code=guess"))).contains("/sign-in?problem=link");
    }

    @Test
    void aWrongTokenLeadsBackToTheSignIn() {
        HttpResponse<String> refused = form("/sign-in", "token=plb_x&target=https://evil.example");
        assertThat(location(refused))
                .contains("/sign-in?problem=token&next=%2F")
                .doesNotContain("evil");
        assertThat(refused.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void aSessionChangesNothingWithoutItsCsrfToken() {
        // Given
        String cookie = session(Roles.SCIENTIST);
        byte[] body = "{\"title\":\"Forged\"}".getBytes(StandardCharsets.UTF_8);
        URI model = base.resolve("/v1/models/forged");
        String[] plain = {"Cookie", cookie, "Content-Type", "application/json"};
        // When
        HttpResponse<String> without = calls.send("PUT", model, body, plain);
        HttpResponse<String> other = calls.send(
                "PUT",
                model,
                body,
                "Cookie",
                cookie,
                "Content-Type",
                "application/json",
                "X-CSRF-Token",
                "0".repeat(64));
        HttpResponse<String> with = calls.send(
                "PUT", model, body, "Cookie", cookie, "Content-Type", "application/json", "X-CSRF-Token", csrf(cookie));
        HttpResponse<String> fromElsewhere = calls.send(
                "PUT",
                model,
                body,
                "Cookie",
                cookie,
                "Content-Type",
                "application/json",
                "X-CSRF-Token",
                csrf(cookie),
                "Sec-Fetch-Site",
                "cross-site");
        // Then
        assertThat(without.statusCode()).isEqualTo(403);
        assertThat(without.body()).contains("csrf-token-wrong");
        assertThat(other.statusCode()).isEqualTo(403);
        assertThat(with.statusCode()).as(with.body()).isEqualTo(201);
        assertThat(fromElsewhere.statusCode()).isEqualTo(403);
    }

    @Test
    void revokingATokenEndsItAndItsSessions() {
        // Given
        Tokens.Created created = tokens.create("short lived", List.of(Roles.SCIENTIST), "test");
        String cookie = cookie(form("/sign-in", "token=" + created.secret()));
        assertThat(get("/v1/models", "Cookie", cookie).statusCode()).isEqualTo(200);
        // When
        HttpResponse<String> revoked = calls.send(
                "DELETE",
                base.resolve("/v1/tokens/" + created.token().id()),
                new byte[0],
                "Authorization",
                calls.bearer(Roles.ADMIN));
        // Then
        assertThat(revoked.statusCode()).isEqualTo(204);
        assertThat(get("/v1/models", "Cookie", cookie).statusCode()).isEqualTo(401);
        assertThat(get("/v1/models", "Authorization", "Bearer " + created.secret())
                        .statusCode())
                .isEqualTo(401);
        assertThat(tokens.list(Page.FIRST).items())
                .filteredOn(t -> t.id().equals(created.token().id()))
                .allSatisfy(t -> assertThat(t.lastUsed()).isPresent());
    }

    @Test
    void aBrowserThatWantsAPageIsSentToTheSignIn() {
        HttpResponse<String> page = get("/v1/models?page=1", "Accept", "text/html,*/*");
        assertThat(page.statusCode()).isEqualTo(303);
        assertThat(location(page))
                .endsWith("/sign-in?next=" + URLEncoder.encode("/v1/models?page=1", StandardCharsets.UTF_8));
    }

    private String session(String role) {
        return cookie(form("/sign-in", "token=" + calls.bearer(role).substring("Bearer ".length())));
    }

    /** As a page would show it in its forms. */
    private static String csrf(String cookie) {
        String secret = cookie.substring(cookie.indexOf('=') + 1);
        return Sha256.of(("plumbline-csrf:" + secret).getBytes(StandardCharsets.UTF_8))
                .hex();
    }

    private static String cookie(HttpResponse<String> response) {
        String set = response.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(set).startsWith(SignIn.COOKIE + "=");
        return set.substring(0, set.indexOf(';'));
    }

    private static String location(HttpResponse<String> response) {
        return response.headers().firstValue("Location").orElseThrow();
    }

    private HttpResponse<String> get(String path, String... headers) {
        return calls.send("GET", base.resolve(path), new byte[0], headers);
    }

    private HttpResponse<String> form(String path, String body, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = FORM;
        return calls.send("POST", base.resolve(path), body.getBytes(StandardCharsets.UTF_8), all);
    }
}
