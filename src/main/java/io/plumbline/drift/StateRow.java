package io.plumbline.drift;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;

/** The stored state of a version's signals. */
@Entity
@Table(name = "drift_state")
@IdClass(StateRow.Key.class)
class StateRow {
    @Id
    private String model;

    @Id
    private String version;

    @Column(name = "evaluated_at", nullable = false)
    private Instant evaluatedAt;

    @Column(nullable = false)
    private String content;

    @Column(name = "measured_on", nullable = false)
    private String measuredOn;

    @Column(nullable = false)
    private double evidence;

    @Column(name = "error_rate", nullable = false)
    private double errorRate;

    /** Identity of a row. */
    record Key(String model, String version) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /** For Hibernate, which fills the fields. */
    protected StateRow() {
        model = "";
        version = "";
        evaluatedAt = Instant.EPOCH;
        content = "";
        measuredOn = "";
    }

    /**
     * A state.
     *
     * @param content as JSON
     */
    StateRow(DriftState state, String content, String measuredOn) {
        this.model = state.model();
        this.version = state.version();
        this.evaluatedAt = state.evaluatedAt();
        this.content = content;
        this.measuredOn = measuredOn;
        this.evidence = state.alarm().years() / state.alarm().needed();
        this.errorRate = state.alarm().rate();
    }

    String content() {
        return content;
    }

    String measuredOn() {
        return measuredOn;
    }
}
