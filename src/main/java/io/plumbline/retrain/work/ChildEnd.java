package io.plumbline.retrain.work;

import io.plumbline.kernel.Rejection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Why a training ended, in words. */
final class ChildEnd {
    private static final int LONGEST = 600;

    private ChildEnd() {}

    static Rejection tooLarge(String how) {
        return new Rejection(
                Rejection.Kind.REFUSED,
                "training-too-large",
                how + "; raise plumbline.training.memory on the machine that does it, or use a"
                        + " smaller model or smaller pictures.");
    }

    /** A number of bytes as people write it. */
    static String size(long bytes) {
        return bytes >= 1L << 30
                ? String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30))
                        .replace(".0 ", " ")
                : (bytes >> 20) + " MiB";
    }

    /** Where native code crashed, from the file that Java leaves. */
    static String frame(Path crash) {
        try {
            String[] lines = Files.readString(crash).split("\n", -1);
            for (int i = 0; i + 1 < lines.length; i++) {
                if (lines[i].startsWith("# Problematic frame")) {
                    return " at " + lines[i + 1].replaceFirst("^# *", "").strip();
                }
            }
        } catch (IOException e) {
            // Safe because: a process that crashes hard leaves no file.
            return "";
        }
        return "";
    }

    /** The cause: the last line that begins an exception, or simply the last one. */
    static String lastWords(Path errors) {
        try {
            String[] lines =
                    Files.readString(errors, StandardCharsets.UTF_8).strip().split("\n", -1);
            String last = lines[lines.length - 1];
            for (String line : lines) {
                if (line.startsWith("Exception in") || line.startsWith("Caused by")) {
                    last = line;
                }
            }
            return last.length() <= LONGEST ? last : last.substring(0, LONGEST) + "…";
        } catch (IOException e) {
            return "it said nothing.";
        }
    }
}
