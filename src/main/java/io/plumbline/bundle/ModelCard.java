package io.plumbline.bundle;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What people should know about a model, besides what {@link ModelDefinition} says anyway.
 *
 * @param summary one or two sentences: what it tells apart, made how
 * @param data where the pictures came from, their number and licence, how they were split
 * @param calibration how confidence was calibrated
 * @param gates verdicts as sentences; empty where none were passed
 */
public record ModelCard(String summary, String data, String calibration, List<String> gates) {
    /** Copies the list. */
    public ModelCard {
        gates = List.copyOf(gates);
    }

    /** The card as Markdown; the same facts give the same text. */
    public String render(ModelDefinition d) {
        long n = d.validation().n();
        double accuracy = 1 - (double) d.validation().errors() / n;
        StringBuilder text = new StringBuilder();
        text.append("# ").append(d.name()).append(' ').append(d.version()).append("\n\n");
        text.append(summary).append("\n\n## Data\n\n").append(data).append("\n\n## Quality\n\n");
        text.append(String.format(
                Locale.ROOT,
                "On %d pictures that the trainer did not see: accuracy %.4f (%d errors), mean confidence %.4f.%n",
                n,
                accuracy,
                d.validation().errors(),
                d.validation().confidence().mean()));
        text.append(calibration).append("\n\n");
        text.append(String.format(
                Locale.ROOT, "Answers with a confidence below %.2f count as unsure.%n%n", d.abstainThreshold()));
        text.append("| label | predicted |\n|---|---|\n");
        for (Map.Entry<String, Long> each : d.validation().labels().entrySet()) {
            text.append("| ").append(each.getKey()).append(" | ").append(each.getValue()).append(" |\n");
        }
        if (!gates.isEmpty()) {
            text.append("\n## Gates\n\n");
            gates.forEach(gate -> text.append("- ").append(gate).append('\n'));
        }
        return text.toString().replace(System.lineSeparator(), "\n");
    }
}
