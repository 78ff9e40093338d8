package io.plumbline.lifecycle;

import io.plumbline.kernel.Journal;
import io.plumbline.kernel.ModelCatalog;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Rejection;
import io.plumbline.lifecycle.Delivery.State;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Webhooks and their deliveries: made, changed, looked at, tried out. */
@ApplicationScoped
public class Webhooks {
    private static final int MOST = 100;

    private final Transactions transactions;
    private final EventWriter writer;
    private final ModelCatalog models;
    private final Journal journal;
    private final InstantSource clock;

    public Webhooks(
            Transactions transactions, EventWriter writer, ModelCatalog models, Journal journal, InstantSource clock) {
        this.transactions = transactions;
        this.writer = writer;
        this.models = models;
        this.journal = journal;
        this.clock = clock;
    }

    /**
     * A fresh webhook.
     *
     * @param webhook the webhook
     * @param secret what its deliveries are signed with, never to be had again
     */
    public record Created(Webhook webhook, String secret) {
        @Override
        public String toString() {
            return "Created[webhook=" + webhook + ", secret=…]";
        }
    }

    /**
     * Makes a webhook. It is told of what happens from now on.
     *
     * @throws Rejection {@code webhook-name-taken}, {@code webhooks-too-many} or {@code model-unknown}
     */
    @Transactional
    public Created create(WebhookSettings settings, String actor) {
        requireModel(settings);
        String secret = Signature.newSecret();
        transactions.execute(WebhookTable::lock);
        requireFree(settings.name(), 0);
        Webhook made = transactions.run(c -> {
            if (WebhookTable.count(c) >= MOST) {
                throw Rejection.conflict(
                        "webhooks-too-many", "There are " + MOST + " webhooks, which is the most; delete one first.");
            }
            return WebhookTable.add(c, settings, secret, now(), actor);
        });
        journal.append(actor, "webhook-created", said(made) + ".");
        return new Created(made, secret);
    }

    /**
     * Changes a webhook. What waits for it goes where it points then; switched off, it waits until it is on again.
     *
     * @param to from the settings as they are
     * @throws Rejection {@code webhook-unknown}, {@code webhook-name-taken} or {@code model-unknown}
     */
    @Transactional
    public Webhook change(long id, UnaryOperator<WebhookSettings> to, String actor) {
        Webhook before = transactions.run(c -> {
            WebhookTable.lock(c);
            return WebhookTable.one(c, id).orElseThrow(() -> unknown(id));
        });
        WebhookSettings settings = to.apply(before.settings());
        if (settings.equals(before.settings())) {
            return before;
        }
        requireModel(settings);
        requireFree(settings.name(), id);
        transactions.execute(c -> WebhookTable.change(c, id, settings));
        Webhook after = new Webhook(id, settings, before.createdAt(), before.createdBy());
        journal.append(actor, "webhook-changed", said(after) + (settings.enabled() ? ", on." : ", off."));
        return after;
    }

    /**
     * Gives a webhook another secret. What is sent from now on, waiting deliveries among it, is signed with the new one alone: a receiver
     * that is to miss nothing is first made to take both.
     *
     * @throws Rejection {@code webhook-unknown}
     */
    @Transactional
    public Created changeSecret(long id, String actor) {
        String secret = Signature.newSecret();
        Webhook webhook = transactions.run(c -> {
            WebhookTable.lock(c);
            Webhook known = WebhookTable.one(c, id).orElseThrow(() -> unknown(id));
            WebhookTable.changeSecret(c, id, secret);
            return known;
        });
        journal.append(actor, "webhook-secret-changed", said(webhook) + ".");
        return new Created(webhook, secret);
    }

    /**
     * Deletes a webhook with its deliveries.
     *
     * @throws Rejection {@code webhook-unknown}
     */
    @Transactional
    public void delete(long id, String actor) {
        Webhook deleted = transactions.run(c -> {
            WebhookTable.lock(c);
            Webhook known = WebhookTable.one(c, id).orElseThrow(() -> unknown(id));
            WebhookTable.delete(c, id);
            return known;
        });
        journal.append(actor, "webhook-deleted", said(deleted) + ".");
    }

    /** One page of all webhooks, by name. */
    public Page.Of<Webhook> list(Page page) {
        return transactions.run(c -> WebhookTable.list(c, page));
    }

    /**
     * A webhook that must be there.
     *
     * @throws Rejection {@code webhook-unknown}
     */
    public Webhook require(long id) {
        return transactions.run(c -> WebhookTable.one(c, id)).orElseThrow(() -> unknown(id));
    }

    /** How many deliveries of each webhook are in each state that occurs. */
    public Map<Long, Map<State, Long>> counts() {
        return transactions.run(DeliveryTable::counts);
    }

    /** Those that did not hear what was sent last: their delivery that ended last was given up. */
    public Set<Long> unheard() {
        return transactions.run(DeliveryTable::givenUpLast);
    }

    /**
     * The deliveries of a webhook, newest first.
     *
     * @throws Rejection {@code webhook-unknown}
     */
    public Page.Of<Delivery> deliveries(long id, Page page) {
        require(id);
        return transactions.run(c -> DeliveryTable.list(c, id, page));
    }

    /**
     * Sends an event that says that nothing has happened, once.
     *
     * @return the delivery, which waits until a process of the role {@code ingest} sends it moments later
     * @throws Rejection {@code webhook-unknown} or {@code webhook-off}
     */
    @Transactional
    public Delivery test(long id, String actor) {
        Webhook webhook = requireOn(id);
        Instant now = now();
        LifecycleEvent event = writer.test(webhook, actor, UUID.randomUUID(), now);
        return transactions.run(c -> {
            long delivery = OutboxTable.addTest(c, event, id, now);
            return DeliveryTable.one(c, id, delivery).orElseThrow();
        });
    }

    /**
     * Sends an event again, whatever became of it before, with as many attempts as a new one has.
     *
     * @throws Rejection {@code webhook-unknown}, {@code webhook-off}, {@code delivery-unknown}, or {@code delivery-busy}
     *     if it is being sent just now
     */
    @Transactional
    public Delivery redeliver(long id, long delivery) {
        requireOn(id);
        return transactions.run(c -> {
            boolean begun = DeliveryTable.again(c, id, delivery, now());
            Delivery known = DeliveryTable.one(c, id, delivery).orElseThrow(() -> unknownDelivery(delivery));
            if (!begun) {
                throw Rejection.conflict(
                        "delivery-busy", "Delivery " + delivery + " is being sent just now; look again in a minute.");
            }
            return known;
        });
    }

    /**
     * A webhook's number as written in a path.
     *
     * @throws Rejection {@code webhook-unknown} if it cannot be one
     */
    public static long number(String id) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) {
            throw unknown(id);
        }
    }

    /**
     * A delivery's number as written in a path.
     *
     * @throws Rejection {@code delivery-unknown} if it cannot be one
     */
    public static long deliveryNumber(String id) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) {
            throw unknownDelivery(id);
        }
    }

    private Webhook requireOn(long id) {
        Webhook webhook = require(id);
        if (!webhook.settings().enabled()) {
            throw Rejection.conflict("webhook-off", "The webhook '" + webhook.name() + "' is off; switch it on first.");
        }
        return webhook;
    }

    private void requireModel(WebhookSettings settings) {
        settings.model().filter(name -> models.facts(name).isEmpty()).ifPresent(name -> {
            throw Rejection.notFound(
                    "model-unknown",
                    "There is no model '" + name + "' to hear of; leave it out to hear of all models.");
        });
    }

    private void requireFree(String name, long id) {
        if (transactions.run(c -> WebhookTable.isNamed(c, name, id))) {
            throw Rejection.conflict(
                    "webhook-name-taken", "A webhook named '" + name + "' exists; choose another name.");
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** Without the path of its address, which may hold a secret of the receiver's. */
    private static String said(Webhook webhook) {
        WebhookSettings settings = webhook.settings();
        return "Webhook '" + settings.name() + "' to " + webhook.place() + " for "
                + (settings.types().isEmpty() ? "all events" : String.join(", ", settings.types()))
                + settings.model().map(model -> " of " + model).orElse("");
    }

    private static Rejection unknown(Object id) {
        return Rejection.notFound("webhook-unknown", "There is no webhook " + id + ".");
    }

    private static Rejection unknownDelivery(Object id) {
        return Rejection.notFound("delivery-unknown", "The webhook has no delivery " + id + ".");
    }
}
