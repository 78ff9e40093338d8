package io.plumbline.api;

import io.plumbline.jobs.Job;
import io.plumbline.jobs.JobLine;
import io.plumbline.jobs.Jobs;
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

    private final Jobs jobs;

    JobEvents(Jobs jobs) {
        this.jobs = jobs;
    }

    /** One look at a job. */
    private record Look(JobResource.JobView job, boolean last, List<JobLine> lines) {}

    /** What was sent already. */
    private static final class Sent {
        private long line;
        private String job = "";

        private Sent(long line) {
            this.line = line;
        }
    }

    /**
     * Follows a job to its end.
     *
     * @param after number of the last log line that the client has, 0 for none
     */
    Multi<OutboundSseEvent> follow(Job job, long after, Sse sse) {
        return Multi.createFrom().deferred(() -> {
            Sent sent = new Sent(after);
            UUID id = job.id();
            return Multi.createBy()
                    .repeating()
                    .uni(() -> Uni.createFrom()
                            .item(() -> look(id, sent.line))
                            .runSubscriptionOn(Infrastructure.getDefaultWorkerPool()))
                    .withDelay(EVERY)
                    .whilst(look -> !look.last())
                    .onItem()
                    .transformToMultiAndConcatenate(look -> Multi.createFrom().iterable(changed(look, sent, sse)));
        });
    }

    /** The job is read before its lines: the lines of a job at its end are all there. */
    private Look look(UUID id, long after) {
        Job job = jobs.job(id);
        List<JobLine> lines = jobs.log(id, after, MOST_LINES);
        boolean last = job.state().isFinal() && lines.size() < MOST_LINES;
        return new Look(JobResource.JobView.of(job), last, lines);
    }

    private static List<OutboundSseEvent> changed(Look look, Sent sent, Sse sse) {
        List<OutboundSseEvent> out = new ArrayList<>();
        for (JobLine line : look.lines()) {
            sent.line = line.number();
            out.add(sse.newEventBuilder()
                    .name("log")
                    .id(Long.toString(line.number()))
                    .mediaType(MediaType.APPLICATION_JSON_TYPE)
                    .data(line)
                    .build());
        }
        String now = look.job().toString();
        if (!now.equals(sent.job)) {
            sent.job = now;
            out.add(sse.newEventBuilder()
                    .name("job")
                    .mediaType(MediaType.APPLICATION_JSON_TYPE)
                    .data(look.job())
                    .build());
        }
        return out;
    }
}
