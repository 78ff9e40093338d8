package io.plumbline.jobs;

import io.plumbline.jobs.Job.State;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A stored job. Written here once, when it is queued; {@link PostgresLeases} moves it on. */
@Entity
@Immutable
@Table(name = "job")
class JobRow {
    @Id
    private UUID id;

    private String kind;
    private @Nullable String model;

    @JdbcTypeCode(SqlTypes.JSON)
    private String payload;

    private String state;
    private int attempt;

    @Column(name = "max_attempts")
    private int maxAttempts;

    @Column(name = "run_after")
    private Instant runAfter;

    private double progress;
    private String message;

    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable String result;

    private @Nullable String error;
    private @Nullable String worker;

    @Column(name = "requested_by")
    private String requestedBy;

    @Column(name = "cancelled_by")
    private @Nullable String cancelledBy;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "started_at")
    private @Nullable Instant startedAt;

    @Column(name = "finished_at")
    private @Nullable Instant finishedAt;

    private int priority;

    @Column(name = "timeout_ms")
    private long timeoutMs;

    /** For Hibernate, which fills the fields. */
    protected JobRow() {
        this(new UUID(0, 0), new NewJob("none", "", "", ""), 1, Duration.ofHours(1), Instant.EPOCH);
    }

    /** @param usual how long an attempt may take of a job that does not say */
    JobRow(UUID id, NewJob job, int maxAttempts, Duration usual, Instant at) {
        this.id = id;
        this.kind = job.kind();
        this.model = job.model().isEmpty() ? null : job.model();
        this.payload = job.payload();
        this.state = State.QUEUED.name().toLowerCase(Locale.ROOT);
        this.maxAttempts = maxAttempts;
        this.runAfter = at;
        this.message = "";
        this.requestedBy = job.requestedBy();
        this.createdAt = at;
        this.priority = job.priority();
        this.timeoutMs = job.timeout().orElse(usual).toMillis();
    }

    Job toJob() {
        return new Job(
                id,
                kind,
                Optional.ofNullable(model),
                payload,
                State.valueOf(state.toUpperCase(Locale.ROOT)),
                attempt,
                maxAttempts,
                progress,
                message,
                Optional.ofNullable(result),
                Optional.ofNullable(error),
                Optional.ofNullable(worker),
                requestedBy,
                Optional.ofNullable(cancelledBy),
                createdAt,
                Optional.ofNullable(startedAt),
                Optional.ofNullable(finishedAt),
                priority,
                Duration.ofMillis(timeoutMs),
                runAfter);
    }
}
