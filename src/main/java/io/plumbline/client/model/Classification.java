package io.plumbline.client.model;

import java.util.Collections;
import java.util.List;

/** What a classifier made of one picture. Immutable. */
public final class Classification implements Result {
    /** One class and its probability. */
    public static final class Candidate {
        private final String label;
        private final double probability;

        /**
         * @param label name of the class
         * @param probability 0 to 1
         */
        public Candidate(String label, double probability) {
            if (!(probability >= 0 && probability <= 1)) {
                throw new IllegalArgumentException("Not a probability: " + probability);
            }
            this.label = label;
            this.probability = probability;
        }

        /** Name of the class. */
        public String label() {
            return label;
        }

        /** 0 to 1. */
        public double probability() {
            return probability;
        }
    }

    private final List<Candidate> top;
    private final boolean unsure;

    Classification(List<Candidate> top, boolean unsure) {
        this.top = Collections.unmodifiableList(top);
        this.unsure = unsure;
    }

    /** The most probable class. Show it only if not {@link #unsure()}. */
    public String label() {
        return top.get(0).label();
    }

    /** Its probability, 0 to 1. */
    @Override
    public double confidence() {
        return top.get(0).probability();
    }

    /** The most probable classes, best first; at least one. */
    public List<Candidate> top() {
        return top;
    }

    @Override
    public boolean unsure() {
        return unsure;
    }

    @Override
    public String toString() {
        return label() + " " + confidence() + (unsure ? " (unsure)" : "");
    }
}
