package io.plumbline.lifecycle;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;

/** The other ends of webhooks. Redirects are not followed, and of an answer only its status is read. */
@ApplicationScoped
public class Endpoints {
    private static final int LONGEST_PROBLEM = 300;

    private final Duration timeout;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "plumbline-webhook");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpClient client;

    public Endpoints(LifecycleConfig config) {
        timeout = config.webhookTimeout();
        // HTTP/1.1: an offer to speak another version confuses small servers, and nothing is gained by it here.
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .executor(threads)
                .build();
    }

    /**
     * What came of a request.
     *
     * @param status HTTP status, if there was an answer
     * @param problem why it is no success, for people; empty if it is one
     */
    record Answer(OptionalInt status, String problem) {
        boolean success() {
            return problem.isEmpty();
        }

        private static Answer of(int status) {
            if (status >= 200 && status < 300) {
                return new Answer(OptionalInt.of(status), "");
            }
            String hint = status >= 300 && status < 400 ? "; redirects are not followed: change the address" : "";
            return new Answer(OptionalInt.of(status), "It answered " + status + hint + ".");
        }

        private static Answer of(String problem) {
            return new Answer(
                    OptionalInt.empty(),
                    problem.length() <= LONGEST_PROBLEM ? problem : problem.substring(0, LONGEST_PROBLEM) + "…");
        }
    }

    /** Posts a body. The future never fails, and is complete when the time is over at the latest. */
    CompletableFuture<Answer> post(String url, Map<String, String> headers, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(timeout)
                .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        headers.forEach(request::header);
        return client.sendAsync(request.build(), head -> new NoBody())
                .thenApply(answer -> Answer.of(answer.statusCode()))
                .exceptionally(failure -> Answer.of(words(failure)));
    }

    private String words(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        // First: one while connecting is a ConnectException too, of a kind of its own.
        if (cause instanceof HttpTimeoutException) {
            return "It did not answer within " + timeout.toMillis() / 1000.0 + " seconds.";
        }
        if (cause instanceof ConnectException && cause.getCause() instanceof UnresolvedAddressException) {
            return "Its host is not known.";
        }
        if (cause instanceof ConnectException) {
            return "Nothing listens there.";
        }
        String message = cause.getMessage();
        return cause.getClass().getSimpleName() + (message == null ? "." : ": " + message);
    }

    /** Lets go of the body before it comes: it may have no end. */
    private static final class NoBody implements HttpResponse.BodySubscriber<Boolean> {
        @Override
        public CompletionStage<Boolean> getBody() {
            return CompletableFuture.completedFuture(Boolean.TRUE);
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.cancel();
        }

        @Override
        public void onNext(List<ByteBuffer> bytes) {
            // Nothing was asked for.
        }

        @Override
        public void onError(Throwable failure) {
            // The status is known by then.
        }

        @Override
        public void onComplete() {
            // There was no body.
        }
    }

    /** Where what follows an answer may be done. */
    ExecutorService threads() {
        return threads;
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }
}
