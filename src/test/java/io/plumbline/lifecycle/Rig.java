package io.plumbline.lifecycle;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plumbline.embedded.EmbeddedServers;
import io.plumbline.kernel.Change;
import io.plumbline.kernel.Journal;
import io.plumbline.kernel.ModelCatalog;
import io.plumbline.kernel.Page;
import io.plumbline.store.Transactions;
import io.plumbline.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** The lifecycle without the application: the same classes, put together by hand, and a clock that only tests move. */
final class Rig implements AutoCloseable, InstantSource, LifecycleConfig {
    private static final Journal NOWHERE = new Journal() {
        @Override
        public void append(String actor, String model, String what, String detail) {}

        @Override
        public void append(String actor, String what, String detail) {}

        @Override
        public void append(Change change) {}
    };

    private final AgroalDataSource pool;
    private final String topic;
    private final Duration webhookTimeout;
    private volatile Instant now = Instant.parse("2026-03-01T10:00:00Z");

    final TestDatabase database;
    final Transactions transactions;
    final Outbox outbox;
    final Webhooks webhooks;
    final LifecycleMetrics metrics = new LifecycleMetrics(new SimpleMeterRegistry());
    final Endpoints endpoints;

    /** With a database of its own, and more patience than a busy machine needs. */
    Rig(EmbeddedServers servers, String name) throws SQLException {
        this(servers, name, Duration.ofMinutes(1));
    }

    Rig(EmbeddedServers servers, String name, Duration webhookTimeout) throws SQLException {
        topic = name;
        this.webhookTimeout = webhookTimeout;
        endpoints = new Endpoints(this);
        database = TestDatabase.create(servers, name);
        pool = database.pool();
        transactions = new Transactions(pool);
        EventWriter writer = new EventWriter(new ObjectMapper());
        outbox = new Outbox(transactions, writer, this);
        ModelCatalog models = model -> Optional.of(new ModelCatalog.Facts(model, List.of()));
        webhooks = new Webhooks(transactions, writer, models, NOWHERE, this);
    }

    /** As another process would have it. */
    Deliverer deliverer() {
        return new Deliverer(transactions, endpoints, new Retries(new Random(7)), this, metrics, this);
    }

    /** As another process would have it. */
    Relay relay(LifecycleTopic to) {
        return new Relay(transactions, to, metrics, this);
    }

    /** Where Kafka is. */
    KafkaTopic kafka(String broker) {
        return new KafkaTopic(Map.of("bootstrap.servers", broker), this);
    }

    /** Does a turn to its end; how many deliveries it sent. */
    static int turn(Deliverer deliverer) {
        List<CompletableFuture<Void>> sent = deliverer.turn();
        sent.forEach(CompletableFuture::join);
        return sent.size();
    }

    Webhook webhook(String name, String url, String... types) {
        WebhookSettings settings = new WebhookSettings(name, url, List.of(types), Optional.empty(), true);
        return webhooks.create(settings, "test").webhook();
    }

    /** Something happens to version 3 of a model. */
    void happens(Change.What what, String model) {
        outbox.announce(
                new Change(what, "anna", Optional.of(model), Optional.of("3"), "It is so.", Map.of("release", 7L)));
    }

    Delivery delivery(Webhook webhook) {
        List<Delivery> all = webhooks.deliveries(webhook.id(), Page.FIRST).items();
        return all.get(all.size() - 1);
    }

    void passes(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public Duration retention() {
        return Duration.ofDays(30);
    }

    @Override
    public Duration brokerTimeout() {
        return Duration.ofSeconds(4);
    }

    @Override
    public Duration webhookTimeout() {
        return webhookTimeout;
    }

    @Override
    public void close() {
        endpoints.stop();
        pool.close();
    }
}
