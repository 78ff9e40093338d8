package io.plumbline.api;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.plumbline.access.Roles;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Rejection;
import io.plumbline.lifecycle.Delivery;
import io.plumbline.lifecycle.Webhook;
import io.plumbline.lifecycle.WebhookSettings;
import io.plumbline.lifecycle.Webhooks;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Webhooks: made, changed, tried out, and what became of their deliveries. */
@Path("/v1/webhooks")
@Tag(name = "Webhooks")
@RolesAllowed({Roles.RELEASE_MANAGER, Roles.ADMIN})
public class WebhookResource {
    private final Webhooks webhooks;
    private final SecurityIdentity caller;

    WebhookResource(Webhooks webhooks, SecurityIdentity caller) {
        this.webhooks = webhooks;
        this.caller = caller;
    }

    /** A webhook as it goes over the wire; without a model it hears of all. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record WebhookView(
            long id,
            String name,
            String url,
            List<String> types,
            Optional<String> model,
            boolean enabled,
            Instant createdAt,
            String createdBy) {
        static WebhookView of(Webhook webhook) {
            WebhookSettings settings = webhook.settings();
            return new WebhookView(
                    webhook.id(),
                    settings.name(),
                    settings.url(),
                    settings.types(),
                    settings.model(),
                    settings.enabled(),
                    webhook.createdAt(),
                    webhook.createdBy());
        }
    }

    /** A new webhook with its secret, which is shown this once. */
    record CreatedView(String secret, @JsonUnwrapped WebhookView webhook) {}

    /** A delivery as it goes over the wire; {@code dueAt} while it waits. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record DeliveryView(
            long id,
            UUID event,
            String type,
            String subject,
            Instant at,
            String state,
            int attempts,
            OptionalInt status,
            Optional<String> error,
            Optional<Instant> dueAt,
            Optional<Instant> endedAt) {
        static DeliveryView of(Delivery d) {
            return new DeliveryView(
                    d.id(),
                    d.event(),
                    d.type(),
                    d.subject(),
                    d.at(),
                    d.state().word(),
                    d.attempts(),
                    d.status(),
                    Optional.of(d.error()).filter(error -> !error.isEmpty()),
                    Optional.of(d.dueAt()).filter(due -> d.state() == Delivery.State.WAITING),
                    d.endedAt());
        }
    }

    /** What a webhook is to be; what is left out is as before, or for a new one: all events of all models, on. */
    record WebhookBody(
            @Nullable String name,
            @Nullable String url,
            @Nullable List<String> types,
            @Nullable String model,
            @Nullable Boolean enabled,
            @JsonAnySetter @Nullable Map<String, Object> others) {
        /** @throws Rejection if a value is out of its range, or misspelt: it must not look as if it had been taken */
        WebhookSettings over(
                String oldName, String oldUrl, List<String> oldTypes, Optional<String> oldModel, boolean on) {
            if (others != null && !others.isEmpty()) {
                throw Rejection.invalid(
                        "webhook-setting-unknown",
                        "There is no setting " + String.join(", ", others.keySet())
                                + "; there are name, url, types, model and enabled.");
            }
            if (types != null && types.stream().anyMatch(Objects::isNull)) {
                throw Rejection.invalid(
                        "webhook-type-unknown",
                        "A type of event is null; leave types out, or empty, to be told of all.");
            }
            return new WebhookSettings(
                    Bodies.or(name, oldName),
                    Bodies.or(url, oldUrl),
                    types == null ? oldTypes : types,
                    model == null ? oldModel : Optional.of(model).filter(given -> !given.isEmpty()),
                    enabled == null ? on : enabled);
        }
    }

    @GET
    @Operation(summary = "List webhooks by name, without their secrets")
    public Page.Of<WebhookView> list(@BeanParam Paging paging) {
        return webhooks.list(paging.page()).map(WebhookView::of);
    }

    @POST
    @Operation(summary = "Make a webhook; the answer is the only place that shows its secret")
    public RestResponse<CreatedView> create(@Nullable WebhookBody body) {
        WebhookSettings settings = Bodies.required(body).over("", "", List.of(), Optional.empty(), true);
        Webhooks.Created created = webhooks.create(settings, name());
        return RestResponse.status(
                RestResponse.Status.CREATED, new CreatedView(created.secret(), WebhookView.of(created.webhook())));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One webhook")
    public WebhookView one(@PathParam("id") String id) {
        return WebhookView.of(webhooks.require(Webhooks.number(id)));
    }

    @PATCH
    @Path("/{id}")
    @Operation(summary = "Change a webhook; what is left out stays, an empty model stands for all")
    public WebhookView change(@PathParam("id") String id, @Nullable WebhookBody body) {
        WebhookBody given = Bodies.required(body);
        return WebhookView.of(webhooks.change(
                Webhooks.number(id), s -> given.over(s.name(), s.url(), s.types(), s.model(), s.enabled()), name()));
    }

    @POST
    @Path("/{id}/secret")
    @Operation(summary = "Give a webhook another secret; the answer is the only place that shows it")
    public CreatedView changeSecret(@PathParam("id") String id) {
        Webhooks.Created changed = webhooks.changeSecret(Webhooks.number(id), name());
        return new CreatedView(changed.secret(), WebhookView.of(changed.webhook()));
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Delete a webhook with its deliveries")
    public void delete(@PathParam("id") String id) {
        webhooks.delete(Webhooks.number(id), name());
    }

    @POST
    @Path("/{id}/test")
    @Operation(summary = "Send an event that says that nothing has happened, once; its delivery has the outcome")
    public RestResponse<DeliveryView> test(@PathParam("id") String id) {
        return RestResponse.status(
                RestResponse.Status.ACCEPTED, DeliveryView.of(webhooks.test(Webhooks.number(id), name())));
    }

    @GET
    @Path("/{id}/deliveries")
    @Operation(summary = "List the deliveries of a webhook, newest first")
    public Page.Of<DeliveryView> deliveries(@PathParam("id") String id, @BeanParam Paging paging) {
        return webhooks.deliveries(Webhooks.number(id), paging.page()).map(DeliveryView::of);
    }

    @POST
    @Path("/{id}/deliveries/{delivery}/redeliver")
    @Operation(summary = "Send an event again, whatever became of it before")
    public RestResponse<DeliveryView> redeliver(@PathParam("id") String id, @PathParam("delivery") String delivery) {
        return RestResponse.status(
                RestResponse.Status.ACCEPTED,
                DeliveryView.of(webhooks.redeliver(Webhooks.number(id), Webhooks.deliveryNumber(delivery))));
    }

    private String name() {
        return caller.getPrincipal().getName();
    }
}
