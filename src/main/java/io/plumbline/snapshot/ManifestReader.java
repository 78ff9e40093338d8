package io.plumbline.snapshot;

import io.plumbline.feedback.LabelledPictures.Origin;
import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/** Reads a manifest, ours or one that somebody wrote by hand: only {@code image} and {@code label} have to be there. */
final class ManifestReader {
    private static final int MOST = 500_000;
    private static final int LONGEST_LINE = 4_000;
    private static final int LONGEST_LABEL = 100;
    private static final List<String> KNOWN =
            Arrays.asList(Manifest.HEADER.strip().split(",", -1));

    private final BufferedReader in;
    private final Map<String, Integer> columns = new HashMap<>();
    private final Set<Sha256> images = new HashSet<>();
    private final List<Entry> entries = new ArrayList<>();
    private OptionalLong seed = OptionalLong.empty();
    private int line;

    private ManifestReader(BufferedReader in) {
        this.in = in;
    }

    /** What a manifest says: its pictures in the order of their addresses; its seed, if it tells one. */
    record Read(List<Entry> entries, OptionalLong seed) {}

    /**
     * Reads a manifest to its end.
     *
     * @throws Rejection {@code manifest-invalid}, naming the line
     */
    static Read read(BufferedReader in) throws IOException {
        return new ManifestReader(in).read();
    }

    private Read read() throws IOException {
        header(fields());
        for (List<String> fields = fields(); !fields.isEmpty(); fields = fields()) {
            if (entries.size() == MOST) {
                throw invalid("there are more than " + MOST + " pictures");
            }
            add(fields);
        }
        entries.sort(Comparator.comparing(entry -> entry.image().hex()));
        return new Read(entries, seed);
    }

    private void header(List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            if (!KNOWN.contains(names.get(i)) || columns.put(names.get(i), i) != null) {
                throw invalid("column '" + names.get(i) + "' is unknown or there twice; there are "
                        + String.join(", ", KNOWN));
            }
        }
        if (!columns.containsKey("image") || !columns.containsKey("label")) {
            throw invalid("its first line has to name the columns, at least image and label");
        }
    }

    private void add(List<String> fields) {
        if (fields.size() != columns.size()) {
            throw invalid(fields.size() + " fields where the header has " + columns.size());
        }
        try {
            Entry entry = entry(fields);
            if (!images.add(entry.image())) {
                throw invalid("picture " + entry.image() + " is there twice");
            }
            entries.add(entry);
            String number = field(fields, "seed", "");
            if (!number.isEmpty()) {
                long told = Long.parseLong(number);
                if (seed.isPresent() && seed.getAsLong() != told) {
                    throw invalid("seed is " + told + " here and " + seed.getAsLong() + " before");
                }
                seed = OptionalLong.of(told);
            }
        } catch (IllegalArgumentException e) {
            throw new Rejection(Rejection.Kind.INVALID, "manifest-invalid", words(e.getMessage() + "."), e);
        }
    }

    private Entry entry(List<String> fields) {
        String label = field(fields, "label", "").strip();
        if (label.isEmpty() || label.length() > LONGEST_LABEL) {
            throw invalid("the label is empty, or longer than " + LONGEST_LABEL + " characters");
        }
        double weight = Double.parseDouble(field(fields, "weight", "1"));
        String propensity = field(fields, "propensity", "");
        double asked = propensity.isEmpty() ? 1 : Double.parseDouble(propensity);
        if (!(weight >= 0 && weight < 1e9) || !(asked > 0 && asked <= 1)) {
            throw invalid("weight is " + weight + " and propensity '" + propensity
                    + "'; the one is at least 0, the other empty or above 0 and at most 1");
        }
        String mask = field(fields, "mask", "");
        return new Entry(
                new Sha256(field(fields, "image", "")),
                label,
                Split.of(field(fields, "split", Split.TRAIN.word())),
                weight,
                propensity.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(asked),
                Origin.of(field(fields, "origin", Origin.REFERENCE.word())),
                field(fields, "source", io.plumbline.picture.NewPicture.REFERENCE),
                mask.isEmpty() ? Optional.empty() : Optional.of(new Sha256(mask)),
                Map.of());
    }

    private String field(List<String> fields, String column, String otherwise) {
        Integer index = columns.get(column);
        return index == null || fields.get(index).isEmpty() ? otherwise : fields.get(index);
    }

    /** The fields of the next line; none at the end. A quoted field may go over several lines. */
    private List<String> fields() throws IOException {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        int length = 0;
        line++;
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (++length > LONGEST_LINE) {
                throw invalid("it is longer than " + LONGEST_LINE + " characters");
            }
            if (c == '"') {
                in.mark(1);
                if (quoted && in.read() == '"') {
                    field.append('"');
                    continue;
                }
                if (quoted) {
                    in.reset();
                }
                quoted = !quoted;
            } else if (c == '\n' && !quoted) {
                fields.add(field.toString());
                return fields;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else if (c != '\r' || quoted) {
                field.append((char) c);
            }
        }
        if (length > 0) {
            fields.add(field.toString());
        }
        return fields;
    }

    private Rejection invalid(String why) {
        return Rejection.invalid("manifest-invalid", words(why + "."));
    }

    private String words(String why) {
        return String.format(Locale.ROOT, "Line %d of the manifest: %s", line, why);
    }
}
