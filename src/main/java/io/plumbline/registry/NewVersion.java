package io.plumbline.registry;

import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import java.util.List;

/**
 * A version to be added as a candidate. Its bundle is among the blobs already.
 *
 * @param model name of a registered model
 * @param version its name, see {@link Names#version}
 * @param sha256 address of its bundle
 * @param bytes length of the bundle, at least 1
 * @param labels its classes, in the order of its outputs
 * @param validation what it did on labelled pictures, as JSON text
 * @param parent version that it was made from, or empty
 * @param origin {@code upload}, or what made it
 * @param verdicts what the gates said, each gate at most once
 */
public record NewVersion(
        String model,
        String version,
        Sha256 sha256,
        long bytes,
        List<String> labels,
        String validation,
        String parent,
        String origin,
        List<GateVerdict> verdicts) {

    /** @throws Rejection if a name is not as described, a gate speaks twice or the bundle is empty */
    public NewVersion {
        Names.model(model);
        Names.version(version);
        if (bytes < 1) {
            throw Rejection.invalid("bundle-empty", "A bundle of " + bytes + " bytes cannot be a version.");
        }
        labels = List.copyOf(labels);
        verdicts = List.copyOf(verdicts);
        if (verdicts.stream().map(GateVerdict::gate).distinct().count() < verdicts.size()) {
            throw Rejection.invalid("gate-twice", "A gate gave two verdicts: " + verdicts + ".");
        }
    }
}
