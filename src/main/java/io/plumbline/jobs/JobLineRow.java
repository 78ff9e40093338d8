package io.plumbline.jobs;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** A stored line of a log. {@link PostgresLeases} writes it. */
@Entity
@Immutable
@Table(name = "job_log")
class JobLineRow {
    @Id
    private long number;

    private UUID job;
    private Instant at;
    private int attempt;
    private String line;

    /** For Hibernate, which fills the fields. */
    protected JobLineRow() {
        job = new UUID(0, 0);
        at = Instant.EPOCH;
        line = "";
    }

    UUID job() {
        return job;
    }

    JobLine toLine() {
        return new JobLine(number, at, attempt, line);
    }
}
