package io.plumbline.ui;

import io.plumbline.access.Roles;
import io.plumbline.ingest.EventProducer.Header;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Texts;
import io.plumbline.letters.Letter;
import io.plumbline.letters.LetterContent;
import io.plumbline.letters.Letters;
import io.plumbline.ui.view.Stamp;
import io.plumbline.ui.view.operation.LettersView;
import io.quarkus.qute.TemplateInstance;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.util.Base64;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The pages of dead letters, and their buttons. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
public class LetterPages {
    private static final int SHOWN_CHARACTERS = 20_000;

    private final Letters letters;
    private final Reader reader;

    LetterPages(Letters letters, Reader reader) {
        this.letters = letters;
        this.reader = reader;
    }

    @GET
    @Path("dead-letters")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
    @Operation(hidden = true)
    public TemplateInstance list(
            @QueryParam("code") @DefaultValue("") String code,
            @QueryParam("state") @DefaultValue("waiting") String state,
            @QueryParam("page") @DefaultValue("0") int index,
            @QueryParam("done") @DefaultValue("") String done) {
        Page page = new Page(index, Page.FIRST.size());
        Page.Of<Letter> found = letters.list(code, state, page);
        int shown = found.items().size();
        LettersView view = new LettersView(
                letters.codes().stream()
                        .map(c -> LettersView.Code.of(c.code(), c.waiting(), c.retryable(), c.retried(), c.discarded()))
                        .toList(),
                found.items().stream().map(this::view).toList(),
                code,
                state,
                LettersView.part(page.offset(), shown, found.total()),
                index > 0 ? address(code, state, index - 1) : "",
                page.offset() + shown < found.total() ? address(code, state, index + 1) : "",
                mayDecide());
        return Pages.letters(reader.frame("Dead letters", "letters"), view, notice(done));
    }

    @GET
    @Path("dead-letters/{id}")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN})
    @Operation(hidden = true)
    public TemplateInstance one(@PathParam("id") String id) {
        LetterContent content = letters.letter(Letters.number(id));
        Optional<String> text = Texts.utf8(content.payload());
        return Pages.letter(
                reader.frame("Dead letter " + content.letter().id(), "letters"),
                view(content.letter()),
                new LettersView.Row.Content(
                        cut(text.orElseGet(() -> base64(content.payload()))),
                        text.isPresent() ? "text" : "base64",
                        content.headers().stream().map(LetterPages::line).toList()));
    }

    @POST
    @Path("dead-letters/{id}/retry")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(hidden = true)
    public Response retry(@PathParam("id") String id) {
        letters.retry(Letters.number(id), reader.name());
        return back("", "1 retried");
    }

    @POST
    @Path("dead-letters/{id}/discard")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(hidden = true)
    public Response discard(@PathParam("id") String id, @FormParam("reason") @DefaultValue("") String reason) {
        letters.discard(Letters.number(id), reason, reader.name());
        return back("", "1 discarded");
    }

    @POST
    @Path("dead-letters/retry")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(hidden = true)
    public Response retryAll(@FormParam("code") @DefaultValue("") String code) {
        return back(code, letters.retryAll(code, reader.name()), "retried");
    }

    @POST
    @Path("dead-letters/discard")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(hidden = true)
    public Response discardAll(
            @FormParam("code") @DefaultValue("") String code, @FormParam("reason") @DefaultValue("") String reason) {
        return back(code, letters.discardAll(code, reason, reader.name()), "discarded");
    }

    @ServerExceptionMapper
    public Response rejected(Rejection rejection) {
        return ErrorPages.of(rejection, reader);
    }

    private LettersView.Row view(Letter letter) {
        return new LettersView.Row(
                letter.id(),
                letter.code(),
                letter.detail(),
                Stamp.of(letter.receivedAt()),
                LettersView.Row.size(letter.bytes()) + (letter.whole() ? "" : ", cut"),
                letter.topic() + ", partition " + letter.partition() + ", offset " + letter.offset(),
                letter.retryOf().isPresent() ? Long.toString(letter.retryOf().getAsLong()) : "",
                letter.state().word(),
                letter.decision()
                        .map(d -> LettersView.Row.decision(letter.state().word(), d.by(), d.at(), d.reason()))
                        .orElse(""),
                mayDecide() && letter.retryable(),
                mayDecide() && letter.state() == Letter.State.WAITING);
    }

    private boolean mayDecide() {
        return reader.rights().release();
    }

    private static LettersView.Row.Line line(Header header) {
        byte[] value = header.value();
        return new LettersView.Row.Line(
                header.name(),
                value == null ? "(none)" : Texts.utf8(value).orElseGet(() -> base64(value) + " (base64)"));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String cut(String text) {
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
    }

    /** Only words of ours come back from the address. */
    private static String notice(String done) {
        return done.matches("[0-9]{1,6} (retried|discarded)(, [0-9]{1,12} remain)?") ? "Done: " + done + "." : "";
    }

    private static Response back(String code, Letters.Settled settled, String what) {
        return back(code, settled.settled() + " " + what + ", " + settled.remaining() + " remain");
    }

    private static Response back(String code, String done) {
        return Response.seeOther(UriBuilder.fromPath("/dead-letters")
                        .queryParam("code", "{code}")
                        .queryParam("done", "{done}")
                        .build(code, done))
                .build();
    }

    private static String address(String code, String state, int page) {
        return UriBuilder.fromPath("/dead-letters")
                .queryParam("code", "{code}")
                .queryParam("state", "{state}")
                .queryParam("page", page)
                .build(code, state)
                .toString();
    }
}
