package io.plumbline.kernel;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Something that happened to an incident, a job or a version, and that other systems may want to act on.
 *
 * @param what what happened
 * @param actor name of the token that asked, or of the part of Plumbline that acted
 * @param model name of the model, if it concerns one
 * @param version version of the model, if it concerns one
 * @param detail one sentence for people
 * @param facts what programs want to know beside, by the name of its member: texts, numbers and maps of them
 */
public record Change(
        What what,
        String actor,
        Optional<String> model,
        Optional<String> version,
        String detail,
        Map<String, ?> facts) {
    public Change {
        facts = Map.copyOf(facts);
    }

    /** What may happen. The names are for good: others wait for them. */
    public enum What {
        INCIDENT_OPENED,
        INCIDENT_REOPENED,
        INCIDENT_ACKNOWLEDGED,
        INCIDENT_SNOOZED,
        INCIDENT_RESOLVED,
        JOB_FINISHED,
        JOB_FAILED,
        JOB_CANCELLED,
        VERSION_PROMOTED,
        VERSION_REJECTED,
        VERSION_ROLLED_BACK;

        /** The word for it in the ledger, such as {@code incident-opened}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** The type of its CloudEvent, such as {@code io.plumbline.incident.opened.v1}. */
        public String type() {
            return "io.plumbline." + word().replaceFirst("-", ".") + ".v1";
        }

        /** What a CloudEvent of some type tells of, if it is one of these. */
        public static Optional<What> ofType(String type) {
            return Arrays.stream(values())
                    .filter(what -> what.type().equals(type))
                    .findFirst();
        }
    }
}
