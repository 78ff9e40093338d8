package io.plumbline.api;

import io.plumbline.jobs.Job;
import io.plumbline.jobs.JobLine;
import io.plumbline.jobs.JobPoint;
import io.plumbline.jobs.Jobs;
import io.plumbline.kernel.Rejection;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A job as a stream of server-sent events. The worker may be another process, so the database is asked again and again;
 * only what changed goes out.
 */
@ApplicationScoped
class JobEvents {
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final int MOST_LINES = 500;
    /** Looks without news, 15 seconds of them, after which a comment goes out. */
    private static final int SILENT_LOOKS = 30;

    private final Jobs jobs;

    JobEvents(Jobs jobs) {
        this.jobs = jobs;
    }

    /** One look at a job. */
    private record Look(JobResource.JobView job, boolean last, List<JobLine> lines, List<JobPoint> points) {}

    /**
     * How far somebody has followed: the id of an event is both numbers, so that whoever comes back misses nothing.
     *
     * @param line number of the last log line
     * @param point number of the last point
     */
    record Seen(long line, long point) {
        /**
         * Of an event's id; an empty one is the beginning.
         *
         * @throws Rejection {@code event-id-invalid}
         */
        static Seen of(String id) {
            if (id.isBlank()) {
                return new Seen(0, 0);
            }
            String[] numbers = id.strip().split("-", 2);
            try {
                return new Seen(Long.parseLong(numbers[0]), numbers.length < 2 ? 0 : Long.parseLong(numbers[1]));
            } catch (NumberFormatException e) {
                throw new Rejection(
                        Rejection.Kind.INVALID,
                        "event-id-invalid",
                        "Last-Event-ID is '" + id + "'; send back the id of an event of this stream, such as 120-7.",
                        e);
            }
        }

        String id() {
            return line + "-" + point;
        }
    }

    /** What was sent already. */
    private static final class Sent {
        private Seen seen;
        private String job = "";
        private int silent;

        private Sent(Seen seen) {
            this.seen = seen;
        }
    }

    /** Follows a job to its end, from where somebody has followed it before. */
    Multi<OutboundSseEvent> follow(Job job, Seen from, Sse sse) {
        return Multi.createFrom().deferred(() -> {
            Sent sent = new Sent(from);
            UUID id = job.id();
            return Multi.createBy()
                    .repeating()
                    .uni(() -> Uni.createFrom()
                            .item(() -> look(id, sent.seen))
                            .runSubscriptionOn(Infrastructure.getDefaultWorkerPool()))
                    .withDelay(EVERY)
                    .whilst(look -> !look.last())
                    .onItem()
                    .transformToMultiAndConcatenate(look -> Multi.createFrom().iterable(changed(look, sent, sse)));
        });
    }

    /** The job is read before its lines: the lines and points of a job at its end are all there. */
    private Look look(UUID id, Seen seen) {
        Job job = jobs.job(id);
        List<JobLine> lines = jobs.log(id, seen.line(), MOST_LINES);
        boolean last = job.state().isFinal() && lines.size() < MOST_LINES;
        return new Look(JobResource.JobView.of(job), last, lines, jobs.points(id, seen.point()));
    }

    private static List<OutboundSseEvent> changed(Look look, Sent sent, Sse sse) {
        List<OutboundSseEvent> out = new ArrayList<>();
        for (JobLine line : look.lines()) {
            sent.seen = new Seen(line.number(), sent.seen.point());
            out.add(event(sse, "log", sent.seen.id(), line));
        }
        for (JobPoint point : look.points()) {
            sent.seen = new Seen(sent.seen.line(), point.number());
            out.add(event(sse, "point", sent.seen.id(), point));
        }
        String now = look.job().toString();
        if (!now.equals(sent.job)) {
            sent.job = now;
            out.add(event(sse, "job", sent.seen.id(), look.job()));
        }
        sent.silent = out.isEmpty() ? sent.silent + 1 : 0;
        if (sent.silent == SILENT_LOOKS) {
            // A proxy between us closes what looks dead.
            sent.silent = 0;
            out.add(sse.newEventBuilder().comment("still here").build());
        }
        return out;
    }

    private static OutboundSseEvent event(Sse sse, String name, String id, Object data) {
        return sse.newEventBuilder()
                .name(name)
                .id(id)
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(data)
                .build();
    }
}
