package io.plumbline.client;

import io.plumbline.client.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * Empties an {@link EventSpool} into {@code POST /v1/events}.
 *
 * <p>An event leaves the queue when the server has answered for it, accepted or rejected, and the listener has returned.
 * An answer that got lost means that the event is sent again, unchanged; the server knows it by its source and id.
 * Safe from several threads; one flush runs at a time.
 */
public final class EventSender {
    /** Most events in a request. */
    public static final int MOST_EVENTS = 500;

    /** Most bytes in a request, before compression; the server takes 1 MiB after it. */
    static final int MOST_BYTES = 900 * 1024;

    private final Server server;
    private final EventSpool spool;
    private final Listener listener;
    private final Backoff backoff;
    private final Object oneAtATime = new Object();
    private int batchLimit = MOST_EVENTS;

    /** Hears what became of the events. */
    public interface Listener {
        /** Hears nothing. */
        Listener NONE = new Listener() {
            @Override
            public void answered(List<EventSpool.Event> accepted, List<Rejected> rejected) {}
        };

        /**
         * The server has answered; the events leave the queue once this returns. After a kill at this moment the same
         * events are answered again: tell them by their sequence.
         *
         * @throws IOException if this could not be noted; then they stay and are sent again
         */
        void answered(List<EventSpool.Event> accepted, List<Rejected> rejected) throws IOException;
    }

    /** An event that the server will never take, and why. */
    public static final class Rejected {
        private final EventSpool.Event event;
        private final String code;
        private final String detail;

        Rejected(EventSpool.Event event, String code, String detail) {
            this.event = event;
            this.code = code;
            this.detail = detail;
        }

        /** The event. */
        public EventSpool.Event event() {
            return event;
        }

        /** A word for programs. */
        public String code() {
            return code;
        }

        /** A sentence for people. */
        public String detail() {
            return detail;
        }
    }

    /** How a flush ended. */
    public enum State {
        /** Nothing waits any more. */
        DONE,
        /** Not tried: an earlier failure asked for patience. */
        WAITING,
        /** The server is away or asks for patience; all is kept. */
        UNAVAILABLE,
        /** The server does not take our token or address; all is kept. */
        REFUSED
    }

    /** What a flush did. */
    public static final class Outcome {
        private final State state;
        private final int accepted;
        private final int rejected;
        private final long retryInMillis;
        private final String problem;

        Outcome(State state, int accepted, int rejected, long retryInMillis, String problem) {
            this.state = state;
            this.accepted = accepted;
            this.rejected = rejected;
            this.retryInMillis = retryInMillis;
            this.problem = problem;
        }

        /** How it ended. */
        public State state() {
            return state;
        }

        /** Events taken by the server. */
        public int accepted() {
            return accepted;
        }

        /** Events refused one by one. */
        public int rejected() {
            return rejected;
        }

        /** When to try again, in milliseconds; 0 if done. */
        public long retryInMillis() {
            return retryInMillis;
        }

        /** What went wrong, in words; empty if nothing. */
        public String problem() {
            return problem;
        }
    }

    /** Uses the device's own elapsed time and random numbers. */
    public EventSender(Server server, EventSpool spool, Listener listener) {
        this(server, spool, listener, DeviceClock.ELAPSED, new SecureRandom());
    }

    /**
     * @param elapsed what waiting is measured with
     * @param random jitter of the waiting
     */
    public EventSender(Server server, EventSpool spool, Listener listener, DeviceClock elapsed, Random random) {
        this.server = server;
        this.spool = spool;
        this.listener = listener;
        this.backoff = new Backoff(elapsed, random);
    }

    /** Sends everything that waits. */
    public Outcome flush() throws IOException {
        return flush(Long.MAX_VALUE);
    }

    /**
     * Sends what waits, up to a sequence number.
     *
     * @return how it ended; a server that is away is an outcome, not an exception
     * @throws IOException if the queue or the listener fails
     */
    public Outcome flush(long through) throws IOException {
        synchronized (oneAtATime) {
            if (backoff.remaining() > 0) {
                return new Outcome(State.WAITING, 0, 0, backoff.remaining(), "");
            }
            int accepted = 0;
            int rejected = 0;
            while (true) {
                List<EventSpool.Event> batch = spool.peek(batchLimit, MOST_BYTES, through);
                if (batch.isEmpty()) {
                    backoff.succeeded();
                    return new Outcome(State.DONE, accepted, rejected, 0, "");
                }
                Answer answer = post(batch);
                if (answer.isEmpty()) {
                    if (answer.tooMuch && batch.size() > 1) {
                        batchLimit = batch.size() / 2;
                        continue;
                    }
                    backoff.failed(answer.retryAfterMillis);
                    return new Outcome(answer.state, accepted, rejected, backoff.remaining(), answer.problem);
                }
                listener.answered(answer.accepted, answer.rejected);
                spool.removeThrough(answer.through);
                accepted += answer.accepted.size();
                rejected += answer.rejected.size();
                batchLimit = Math.min(MOST_EVENTS, 2 * batchLimit);
            }
        }
    }

    /**
     * Sends the pictures that wait, then the events appended until now. Events that come meanwhile, and may name
     * pictures that are not uploaded yet, wait for the next time.
     *
     * @throws IOException if the queue, the listener or the folder fails
     */
    public Outcome flush(Images images) throws IOException {
        synchronized (oneAtATime) {
            if (backoff.remaining() > 0) {
                return new Outcome(State.WAITING, 0, 0, backoff.remaining(), "");
            }
            long through = spool.lastSequence();
            try {
                images.flush();
            } catch (IOException e) {
                backoff.failed(0);
                return new Outcome(State.UNAVAILABLE, 0, 0, backoff.remaining(), e.toString());
            }
            return flush(through);
        }
    }

    /** What came back for a batch: results for a beginning of it, or a reason why there are none. */
    private static final class Answer {
        private final List<EventSpool.Event> accepted = new ArrayList<EventSpool.Event>();
        private final List<Rejected> rejected = new ArrayList<Rejected>();
        private long through;
        private boolean tooMuch;
        private State state = State.UNAVAILABLE;
        private long retryAfterMillis;
        private String problem = "";

        boolean isEmpty() {
            return accepted.isEmpty() && rejected.isEmpty();
        }
    }

    private Answer post(List<EventSpool.Event> batch) {
        Answer answer = new Answer();
        try {
            Server.Reply reply = server.send("POST", "/v1/events", headers(), gzip(batch));
            answer.retryAfterMillis = reply.retryAfterMillis();
            if (reply.ok()) {
                readResults(reply.text(), batch, answer);
            } else {
                answer.problem = "HTTP " + reply.status() + " " + problem(reply);
                readRefusal(reply, batch, answer);
            }
        } catch (IOException e) {
            answer.problem = e.toString();
        }
        return answer;
    }

    private static void readRefusal(Server.Reply reply, List<EventSpool.Event> batch, Answer answer) {
        int status = reply.status();
        answer.tooMuch = status == 400 || status == 413 || status == 422;
        if (answer.tooMuch && batch.size() == 1) {
            answer.rejected.add(new Rejected(batch.get(0), "http-" + status, problem(reply)));
            answer.through = batch.get(0).sequence();
        } else if (status / 100 == 4 && !answer.tooMuch && status != 408 && status != 429) {
            answer.state = State.REFUSED;
        }
    }

    private static Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", "application/cloudevents-batch+json");
        headers.put("Content-Encoding", "gzip");
        return Collections.unmodifiableMap(headers);
    }

    private static byte[] gzip(List<EventSpool.Event> batch) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        GZIPOutputStream zip = new GZIPOutputStream(out);
        try {
            char before = '[';
            for (EventSpool.Event event : batch) {
                zip.write(before);
                zip.write(event.json().getBytes(StandardCharsets.UTF_8));
                before = ',';
            }
            zip.write(']');
        } finally {
            zip.close();
        }
        return out.toByteArray();
    }

    private static String problem(Server.Reply reply) {
        try {
            return Json.string(Json.readObject(reply.text()), "detail", "");
        } catch (Json.Malformed e) {
            return "";
        }
    }

    /** Takes results for a beginning of the batch without gaps; what has none is sent again. */
    private static void readResults(String text, List<EventSpool.Event> batch, Answer answer) throws Json.Malformed {
        Object[] byIndex = new Object[batch.size()];
        for (Object item : Json.list(Json.readObject(text), "results")) {
            Map<String, Object> result = Json.object(item, "result");
            long index = Json.whole(result, "index");
            if (index < 0 || index >= byIndex.length) {
                throw new Json.Malformed("Result for event " + index + " of " + byIndex.length);
            }
            byIndex[(int) index] = result;
        }
        for (int i = 0; i < byIndex.length && byIndex[i] != null; i++) {
            Map<String, Object> result = Json.object(byIndex[i], "result");
            String status = Json.string(result, "status");
            if (status.equals("accepted")) {
                answer.accepted.add(batch.get(i));
            } else if (status.equals("rejected")) {
                String code = Json.string(result, "code", "rejected");
                answer.rejected.add(new Rejected(batch.get(i), code, Json.string(result, "detail", "")));
            } else {
                break;
            }
            answer.through = batch.get(i).sequence();
        }
        if (answer.isEmpty()) {
            answer.problem = "The server answered without a result";
        }
    }
}
