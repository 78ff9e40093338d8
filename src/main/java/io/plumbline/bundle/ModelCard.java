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
 * @param weaker where it is weaker, a sentence each
 * @param limits what is not known of it, a sentence each
 */
public record ModelCard(
        String summary,
        String data,
        String calibration,
        List<String> gates,
        List<String> weaker,
        List<String> limits) {
    /** Copies the lists. */
    public ModelCard {
        gates = List.copyOf(gates);
        weaker = List.copyOf(weaker);
        limits = List.copyOf(limits);
    }

    /** Of a model that was compared with none. */
    public ModelCard(String summary, String data, String calibration, List<String> gates) {
        this(summary, data, calibration, gates, List.of(), List.of());
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
            text.append("| ")
                    .append(each.getKey())
                    .append(" | ")
                    .append(each.getValue())
                    .append(" |\n");
        }
        section(text, "Gates", gates);
        section(text, "Where it is weaker", weaker);
        section(text, "Limits", limits);
        return text.toString().replace(System.lineSeparator(), "\n");
    }

    private static void section(StringBuilder text, String title, List<String> sentences) {
        if (!sentences.isEmpty()) {
            text.append("\n## ").append(title).append("\n\n");
            sentences.forEach(each -> text.append("- ").append(each).append('\n'));
        }
    }
}
