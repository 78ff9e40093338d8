package io.plumbline.snapshot;

import io.plumbline.kernel.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.util.HexFormat;
import java.util.List;

/**
 * A snapshot as a table: RFC 4180 with a header, UTF-8, one line a picture in the order of the addresses, lines ended by LF.
 * Equal snapshots have equal bytes, and the SHA-256 of the bytes is the snapshot's id.
 */
final class Manifest {
    static final String HEADER = "image,label,split,weight,propensity,origin,source,mask,model,seed\n";

    private static final MathContext NINE_DIGITS = new MathContext(9);

    private final String end;

    /** Of a model's snapshot; both stand in each line, so that the table needs nothing beside it. */
    Manifest(String model, long seed) {
        this.end = "," + quoted(model) + "," + seed + "\n";
    }

    /** The line of a picture. */
    String line(Entry entry) {
        return entry.image().hex() + "," + quoted(entry.label()) + ","
                + entry.split().word() + ","
                + number(entry.weight()) + ","
                + (entry.propensity().isPresent() ? number(entry.propensity().getAsDouble()) : "") + ","
                + entry.origin().word() + "," + quoted(entry.source()) + ","
                + entry.mask().map(Sha256::hex).orElse("") + end;
    }

    /** The id of a snapshot of these pictures. */
    Sha256 id(List<Entry> entries) {
        try (DigestOutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), Sha256.digest())) {
            out.write(HEADER.getBytes(StandardCharsets.UTF_8));
            for (Entry entry : entries) {
                out.write(line(entry).getBytes(StandardCharsets.UTF_8));
            }
            return new Sha256(HexFormat.of().formatHex(out.getMessageDigest().digest()));
        } catch (IOException e) {
            throw new UncheckedIOException("Nothing is written", e);
        }
    }

    /** To nine digits: what {@code Double.toString} writes differs between versions of Java. */
    private static String number(double value) {
        BigDecimal rounded = new BigDecimal(value).round(NINE_DIGITS).stripTrailingZeros();
        return rounded.signum() == 0 ? "0" : rounded.toPlainString();
    }

    private static String quoted(String text) {
        return text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
                ? '"' + text.replace("\"", "\"\"") + '"'
                : text;
    }
}
