package io.plumbline.lifecycle;

import static io.plumbline.kernel.Change.What.INCIDENT_OPENED;
import static io.plumbline.kernel.Change.What.INCIDENT_RESOLVED;
import static io.plumbline.kernel.Change.What.VERSION_PROMOTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.embedded.EmbeddedServers;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Rejection;
import io.plumbline.lifecycle.Delivery.State;
import io.plumbline.lifecycle.Receiver.Reply;
import io.plumbline.lifecycle.Receiver.Request;
import io.plumbline.testing.SharedServers;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Deliveries to a real HTTP server, from a real database, at times that the test chooses. */
@ExtendWith(SharedServers.class)
class DelivererTest {
    @Test
    void anEventIsPostedAsACloudEventWithASignatureThatVerifies(EmbeddedServers servers) throws Exception {
        try (Rig rig = new Rig(servers, "hooks_signed");
                Receiver receiver = new Receiver()) {
            // Given
            Webhooks.Created hook = rig.webhooks.create(
                    new WebhookSettings("tickets", receiver.url("/in?a=b"), List.of(), Optional.of("garments"), true),
                    "test");
            rig.happens(VERSION_PROMOTED, "garments");
            rig.happens(VERSION_PROMOTED, "shoes");
            // When
            int sent = Rig.turn(rig.deliverer());
            // Then
            assertThat(sent).as("only those of its model").isEqualTo(1);
            Request request = receiver.requests().get(0);
            assertThat(request.path()).isEqualTo("/in?a=b");
            assertThat(request.header("Content-type")).isEqualTo("application/cloudevents+json; charset=UTF-8");
            assertThat(request.header("Plumbline-signature"))
                    .isEqualTo(Signature.of(hook.secret(), rig.instant(), request.body()));
            JsonNode event = new ObjectMapper().readTree(request.body());
            assertThat(event.path("specversion").asText()).isEqualTo("1.0");
            assertThat(event.path("type").asText()).isEqualTo("io.plumbline.version.promoted.v1");
            assertThat(event.path("source").asText()).isEqualTo("/models/garments");
            assertThat(event.path("subject").asText()).isEqualTo("garments/3");
            assertThat(event.path("time").asText()).isEqualTo("2026-03-01T10:00:00Z");
            assertThat(event.at("/data/what").asText()).isEqualTo("version-promoted");
            assertThat(event.at("/data/actor").asText()).isEqualTo("anna");
            assertThat(event.at("/data/release").asInt()).isEqualTo(7);
            Delivery delivery = rig.delivery(hook.webhook());
            assertThat(request.header("Plumbline-delivery")).isEqualTo(Long.toString(delivery.id()));
            assertThat(delivery.event().toString()).isEqualTo(event.path("id").asText());
            assertThat(delivery.state()).isEqualTo(State.DELIVERED);
            assertThat(delivery.status()).hasValue(204);
        }
    }

    @Test
    void aFailingEndpointIsTriedAgainEverLaterAndGivenUpAfterAboutADay(EmbeddedServers servers) throws Exception {
        try (Rig rig = new Rig(servers, "hooks_failing");
                Receiver receiver = new Receiver()) {
            // Given
            receiver.answer(request -> Reply.of(503));
            Webhook hook = rig.webhook("down", receiver.url("/"));
            rig.happens(INCIDENT_OPENED, "garments");
            Deliverer deliverer = rig.deliverer();
            List<Long> waits = new ArrayList<>();
            // When
            while (Rig.turn(deliverer) == 1) {
                Delivery failed = rig.delivery(hook);
                assertThat(failed.status()).hasValue(503);
                assertThat(failed.error()).isEqualTo("It answered 503.");
                Duration wait = Duration.between(rig.instant(), failed.dueAt());
                if (failed.state() == State.WAITING) {
                    waits.add(wait.toSeconds());
                    rig.passes(wait.minusMillis(1));
                    assertThat(Rig.turn(deliverer)).as("not before it is due").isZero();
                }
                rig.passes(Duration.ofMillis(1));
            }
            // Then
            long[] planned = {10, 30, 120, 600, 3600, 10_800, 21_600, 43_200};
            assertThat(waits).hasSize(planned.length);
            for (int i = 0; i < planned.length; i++) {
                assertThat(waits.get(i)).isBetween((long) (planned[i] * 0.79), (long) (planned[i] * 1.21));
            }
            Delivery end = rig.delivery(hook);
            assertThat(end.state()).isEqualTo(State.GIVEN_UP);
            assertThat(end.attempts()).isEqualTo(9);
            assertThat(receiver.requests()).hasSize(9);
            assertThat(receiver.requests())
                    .extracting(Request::body)
                    .as("the same event")
                    .containsOnly(receiver.requests().get(0).body());
            // When somebody mends the endpoint and sends it again
            receiver.answer(request -> Reply.of(200));
            rig.webhooks.redeliver(hook.id(), end.id());
            // Then
            assertThat(Rig.turn(deliverer)).isEqualTo(1);
            assertThat(rig.delivery(hook).state()).isEqualTo(State.DELIVERED);
            assertThat(rig.delivery(hook).attempts()).isEqualTo(1);
        }
    }

    @Test
    void aDeadEndpointDelaysNoOther(EmbeddedServers servers) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (Rig rig = new Rig(servers, "hooks_dead");
                Receiver dead = new Receiver();
                Receiver good = new Receiver()) {
            // Given many events for an endpoint that never answers, and one that does
            dead.answer(request -> {
                await(over);
                return Reply.of(204);
            });
            Webhook silent = rig.webhook("silent", dead.url("/"));
            Webhook well = rig.webhook("well", good.url("/"));
            for (int i = 0; i < 10; i++) {
                rig.happens(INCIDENT_OPENED, "garments");
            }
            Deliverer deliverer = rig.deliverer();
            // When turns follow one another while the first still waits for the dead one
            List<CompletableFuture<Void>> sent = new ArrayList<>(deliverer.turn());
            while (good.requests().size() < 10) {
                sent.addAll(deliverer.turn());
            }
            // Then
            assertThat(sent.stream().filter(future -> !future.isDone()).count())
                    .as("no more than some at once")
                    .isBetween(8L, 10L);
            over.countDown();
            sent.forEach(CompletableFuture::join);
            assertThat(rig.webhooks.counts().get(well.id())).containsEntry(State.DELIVERED, 10L);
            assertThat(rig.webhooks.counts().get(silent.id())).containsEntry(State.DELIVERED, 8L);
        } finally {
            over.countDown();
        }
    }

    @Test
    void anEndpointThatDoesNotAnswerInTimeHasFailed(EmbeddedServers servers) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (Rig rig = new Rig(servers, "hooks_silent", Duration.ofMillis(300));
                Receiver receiver = new Receiver()) {
            // Given
            receiver.answer(request -> {
                await(over);
                return Reply.of(204);
            });
            Webhook hook = rig.webhook("silent", receiver.url("/"));
            rig.happens(INCIDENT_OPENED, "garments");
            // When
            Rig.turn(rig.deliverer());
            // Then
            assertThat(rig.delivery(hook).error()).isEqualTo("It did not answer within 0.3 seconds.");
            assertThat(rig.delivery(hook).status()).isEmpty();
            assertThat(rig.delivery(hook).state()).isEqualTo(State.WAITING);
        } finally {
            over.countDown();
        }
    }

    @Test
    void twoProcessesSendEachDeliveryOnce(EmbeddedServers servers) throws Exception {
        int events = 120;
        ExecutorService processes = Executors.newFixedThreadPool(2);
        try (Rig rig = new Rig(servers, "hooks_two");
                Receiver receiver = new Receiver()) {
            // Given
            Webhook first = rig.webhook("first", receiver.url("/first"));
            Webhook second = rig.webhook("second", receiver.url("/second"));
            for (int i = 0; i < events; i++) {
                rig.happens(INCIDENT_OPENED, "garments");
            }
            // When
            Callable<Integer> process = () -> {
                Deliverer deliverer = rig.deliverer();
                int sent = 0;
                while (receiver.requests().size() < 2 * events) {
                    sent += Rig.turn(deliverer);
                }
                return sent;
            };
            int sent = 0;
            for (Future<Integer> done : processes.invokeAll(List.of(process, process))) {
                sent += done.get();
            }
            // Then
            assertThat(sent).isEqualTo(2 * events);
            assertThat(receiver.requests())
                    .extracting(request -> request.header("Plumbline-delivery"))
                    .hasSize(2 * events)
                    .doesNotHaveDuplicates();
            assertThat(rig.webhooks.counts().get(first.id())).containsEntry(State.DELIVERED, (long) events);
            assertThat(rig.webhooks.counts().get(second.id())).containsEntry(State.DELIVERED, (long) events);
        } finally {
            processes.shutdownNow();
        }
    }

    @Test
    void whatADeadProcessHeldIsSentByAnotherWhenItsLeaseIsOverAndItsOwnResultCountsNoMore(EmbeddedServers servers)
            throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (Rig rig = new Rig(servers, "hooks_lease");
                Receiver receiver = new Receiver()) {
            // Given a process that stands still in the middle of a delivery
            receiver.answer(request -> {
                await(over);
                return Reply.of(500);
            });
            Webhook hook = rig.webhook("held", receiver.url("/"));
            rig.happens(INCIDENT_OPENED, "garments");
            List<CompletableFuture<Void>> held = rig.deliverer().turn();
            assertThat(held).hasSize(1);
            assertThat(Rig.turn(rig.deliverer())).as("held").isZero();
            assertThatThrownBy(() ->
                            rig.webhooks.redeliver(hook.id(), rig.delivery(hook).id()))
                    .isInstanceOfSatisfying(
                            Rejection.class, r -> assertThat(r.code()).isEqualTo("delivery-busy"));
            // When its lease is over
            rig.passes(Duration.ofMinutes(3));
            receiver.answer(request -> Reply.of(200));
            assertThat(Rig.turn(rig.deliverer())).isEqualTo(1);
            over.countDown();
            held.forEach(CompletableFuture::join);
            // Then
            assertThat(rig.delivery(hook).state()).isEqualTo(State.DELIVERED);
            assertThat(rig.delivery(hook).attempts()).isEqualTo(2);
        }
    }

    @Test
    void redirectsAreNotFollowedAndWhatDoesNotAnswerIsSaid(EmbeddedServers servers) throws Exception {
        int nobody;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = taken.getLocalPort();
        }
        try (Rig rig = new Rig(servers, "hooks_odd");
                Receiver receiver = new Receiver()) {
            // Given
            receiver.answer(request -> new Reply(302, receiver.url("/elsewhere")));
            Webhook redirected = rig.webhook("redirected", receiver.url("/"));
            Webhook absent = rig.webhook("absent", "http://127.0.0.1:" + nobody + "/");
            Webhook unheard = rig.webhook("unheard", "http://nobody.invalid/");
            rig.happens(INCIDENT_OPENED, "garments");
            // When
            Rig.turn(rig.deliverer());
            // Then
            assertThat(receiver.requests()).extracting(Request::path).containsExactly("/");
            assertThat(rig.delivery(redirected).error())
                    .isEqualTo("It answered 302; redirects are not followed: change the address.");
            assertThat(rig.delivery(absent).error()).isEqualTo("Nothing listens there.");
            assertThat(rig.delivery(unheard).error()).isEqualTo("Its host is not known.");
        }
    }

    @Test
    void onlyWhatIsWantedIsSentAndWhatIsOffWaits(EmbeddedServers servers) throws Exception {
        try (Rig rig = new Rig(servers, "hooks_wanted");
                Receiver receiver = new Receiver()) {
            // Given
            Webhook hook = rig.webhook("wants", receiver.url("/"), INCIDENT_OPENED.type());
            rig.happens(INCIDENT_RESOLVED, "garments");
            rig.happens(INCIDENT_OPENED, "garments");
            Deliverer deliverer = rig.deliverer();
            // When it is off
            rig.webhooks.change(hook.id(), settings -> settings.enabled(false), "test");
            rig.happens(INCIDENT_OPENED, "shoes");
            // Then
            assertThat(Rig.turn(deliverer)).isZero();
            assertThatThrownBy(() -> rig.webhooks.test(hook.id(), "test"))
                    .isInstanceOfSatisfying(
                            Rejection.class, r -> assertThat(r.code()).isEqualTo("webhook-off"));
            // When it is on again
            rig.webhooks.change(hook.id(), settings -> settings.enabled(true), "test");
            // Then it hears of what happened before it was switched off
            assertThat(Rig.turn(deliverer)).isEqualTo(1);
            assertThat(receiver.requests().get(0).body()).contains("incident.opened", "garments/3");
            // When it is deleted with something on its way
            rig.happens(INCIDENT_OPENED, "garments");
            rig.webhooks.delete(hook.id(), "test");
            // Then
            assertThat(Rig.turn(deliverer)).isZero();
            assertThat(rig.database.number("select count(*) from webhook_delivery"))
                    .isZero();
        }
    }

    @Test
    void aTestIsSentOnceAndIsNothingThatHappened(EmbeddedServers servers) throws Exception {
        try (Rig rig = new Rig(servers, "hooks_test");
                Receiver receiver = new Receiver()) {
            // Given
            receiver.answer(request -> Reply.of(401));
            Webhook hook = rig.webhook("tried", receiver.url("/"), INCIDENT_OPENED.type());
            // When
            Delivery test = rig.webhooks.test(hook.id(), "anna");
            Rig.turn(rig.deliverer());
            // Then
            assertThat(test.state()).isEqualTo(State.WAITING);
            assertThat(receiver.requests().get(0).body())
                    .contains("io.plumbline.webhook.tested.v1", "nothing has happened", "anna");
            assertThat(rig.delivery(hook).state()).isEqualTo(State.GIVEN_UP);
            assertThat(rig.transactions.run(OutboxTable::oldestUnpublished)).isEmpty();
        }
    }

    @Test
    void oldEventsGoUnlessSomethingIsStillToBeDone(EmbeddedServers servers) throws Exception {
        try (Rig rig = new Rig(servers, "hooks_old");
                Receiver receiver = new Receiver()) {
            // Given one event that is done, one that waits for a delivery, one that waits for the topic
            LifecycleRetention retention = new LifecycleRetention(rig, rig.transactions, rig);
            Webhook hook = rig.webhook("waits", receiver.url("/"), INCIDENT_OPENED.type());
            rig.happens(INCIDENT_RESOLVED, "garments");
            rig.happens(INCIDENT_OPENED, "garments");
            rig.relay((key, body) -> {}).run();
            rig.happens(VERSION_PROMOTED, "garments");
            // When
            rig.passes(Duration.ofDays(31));
            retention.run();
            // Then
            assertThat(rig.database.text("select type from lifecycle_event"))
                    .isEqualTo("io.plumbline.incident.opened.v1\nio.plumbline.version.promoted.v1");
            // When all is done, or nobody is to hear of it
            rig.relay((key, body) -> {}).run();
            rig.webhooks.change(hook.id(), settings -> settings.enabled(false), "test");
            retention.run();
            // Then
            assertThat(rig.database.number("select count(*) from lifecycle_event"))
                    .isZero();
            assertThat(rig.webhooks.deliveries(hook.id(), Page.FIRST).total()).isZero();
            assertThat(receiver.requests()).isEmpty();
        }
    }

    @Test
    void theSignatureIsThatOfOtherPrograms() {
        // python3: hmac.new(b"whs_test", b"1772359200." + body, "sha256").hexdigest()
        assertThat(Signature.of(
                        "whs_test",
                        Instant.parse("2026-03-01T10:00:00Z"),
                        "{\"specversion\":\"1.0\",\"data\":{\"detail\":\"café\"}}"))
                .isEqualTo("t=1772359200,v1=c7a920598dfd045464b2b3db08ee4e190556e095db83577271851bcff78e27b9");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
