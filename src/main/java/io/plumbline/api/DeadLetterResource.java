package io.plumbline.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.plumbline.access.Roles;
import io.plumbline.ingest.EventProducer.Header;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Texts;
import io.plumbline.letters.Letter;
import io.plumbline.letters.Letter.Decision;
import io.plumbline.letters.LetterContent;
import io.plumbline.letters.Letters;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Records that could not be taken: looked at, sent again, given up. */
@Path("/v1/dead-letters")
@Tag(name = "Dead letters")
public class DeadLetterResource {
    private final Letters letters;
    private final SecurityIdentity caller;

    DeadLetterResource(Letters letters, SecurityIdentity caller) {
        this.letters = letters;
        this.caller = caller;
    }

    /** A letter as it goes over the wire. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record LetterView(
            long id,
            String code,
            String detail,
            Instant receivedAt,
            String topic,
            int partition,
            long offset,
            long bytes,
            boolean retryable,
            OptionalLong retryOf,
            String state,
            Optional<Instant> decidedAt,
            Optional<String> decidedBy,
            Optional<String> reason) {
        static LetterView of(Letter l) {
            return new LetterView(
                    l.id(),
                    l.code(),
                    l.detail(),
                    l.receivedAt(),
                    l.topic(),
                    l.partition(),
                    l.offset(),
                    l.bytes(),
                    l.retryable(),
                    l.retryOf(),
                    l.state().word(),
                    l.decision().map(Decision::at),
                    l.decision().map(Decision::by),
                    l.decision().map(Decision::reason).filter(reason -> !reason.isEmpty()));
        }
    }

    /** Bytes as text where they are UTF-8, in base64 otherwise. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record BytesView(Optional<String> text, Optional<String> base64) {
        static BytesView of(byte[] bytes) {
            Optional<String> text = Texts.utf8(bytes);
            return new BytesView(
                    text,
                    text.isPresent()
                            ? Optional.empty()
                            : Optional.of(Base64.getEncoder().encodeToString(bytes)));
        }
    }

    /** A header of the record; without a value where it had none. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record HeaderView(String name, Optional<BytesView> value) {
        static HeaderView of(Header header) {
            return new HeaderView(
                    header.name(), Optional.ofNullable(header.value()).map(BytesView::of));
        }
    }

    /** A letter with its record. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record ContentView(
            @JsonUnwrapped LetterView letter, Optional<BytesView> key, BytesView payload, List<HeaderView> headers) {
        static ContentView of(LetterContent content) {
            return new ContentView(
                    LetterView.of(content.letter()),
                    content.key().map(BytesView::of),
                    BytesView.of(content.payload()),
                    content.headers().stream().map(HeaderView::of).toList());
        }
    }

    /** A page of letters, and the counts of all. */
    record ListView(@JsonUnwrapped Page.Of<LetterView> letters, List<Letters.CodeCount> codes) {}

    /** Which letters, and why. */
    record ChoiceBody(@Nullable String code, @Nullable String reason) {
        static String codeOf(@Nullable ChoiceBody body) {
            return Bodies.or(Bodies.required(body).code(), "");
        }

        static String reasonOf(@Nullable ChoiceBody body) {
            return body == null ? "" : Bodies.or(body.reason(), "");
        }
    }

    @GET
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "List dead letters, newest first, with the counts of each code")
    public ListView list(
            @QueryParam("code") @DefaultValue("") String code,
            @QueryParam("state") @DefaultValue("waiting") String state,
            @BeanParam Paging paging) {
        return new ListView(letters.list(code, state, paging.page()).map(LetterView::of), letters.codes());
    }

    @GET
    @Path("/{id}")
    @RolesAllowed({Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "One dead letter with its record")
    public ContentView one(@PathParam("id") String id) {
        return ContentView.of(letters.letter(Letters.number(id)));
    }

    @POST
    @Path("/{id}/retry")
    @RolesAllowed({Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "Send a dead letter again; failing again, it is a new one")
    public LetterView retry(@PathParam("id") String id) {
        return LetterView.of(letters.retry(Letters.number(id), name()));
    }

    @POST
    @Path("/{id}/discard")
    @RolesAllowed({Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "Give a dead letter up, with a reason; it is kept and marked")
    public LetterView discard(@PathParam("id") String id, @Nullable ChoiceBody body) {
        return LetterView.of(letters.discard(Letters.number(id), ChoiceBody.reasonOf(body), name()));
    }

    @POST
    @Path("/retry")
    @RolesAllowed({Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "Send the oldest 500 of a code again; the answer says how many remain")
    public Letters.Settled retryAll(@Nullable ChoiceBody body) {
        return letters.retryAll(ChoiceBody.codeOf(body), name());
    }

    @POST
    @Path("/discard")
    @RolesAllowed({Roles.RELEASE_MANAGER, Roles.ADMIN})
    @Operation(summary = "Give the oldest 500 of a code up, with a reason; the answer says how many remain")
    public Letters.Settled discardAll(@Nullable ChoiceBody body) {
        return letters.discardAll(ChoiceBody.codeOf(body), ChoiceBody.reasonOf(body), name());
    }

    private String name() {
        return caller.getPrincipal().getName();
    }
}
