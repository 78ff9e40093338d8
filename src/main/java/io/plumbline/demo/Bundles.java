package io.plumbline.demo;

import ai.onnxruntime.OrtException;
import io.plumbline.client.model.ModelBundle;
import io.plumbline.client.Plumbline;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bundles in memory, one for all phones that run the same: each phone fetches and checks its own file, but three hundred
 * copies of one model in one process would only be heavy.
 */
final class Bundles implements AutoCloseable {
    private final Map<String, ModelBundle> bundles = new ConcurrentHashMap<>();
    private final Map<String, Classifier> classifiers = new HashMap<>();

    /** What this phone has installed. Safe from several threads. */
    ModelBundle of(Plumbline phone, String model) throws IOException {
        String sha256 = phone.sha256(model);
        ModelBundle known = bundles.get(sha256);
        if (known != null) {
            return known;
        }
        ModelBundle opened = phone.model(model);
        ModelBundle raced = bundles.putIfAbsent(sha256, opened);
        return raced == null ? opened : raced;
    }

    /** What runs a bundle. For the one thread that takes pictures. */
    Classifier classifier(ModelBundle bundle) throws OrtException {
        Classifier known = classifiers.get(bundle.version());
        if (known == null) {
            known = new Classifier(bundle);
            classifiers.put(bundle.version(), known);
        }
        return known;
    }

    @Override
    public void close() throws OrtException {
        for (Classifier classifier : classifiers.values()) {
            classifier.close();
        }
        classifiers.clear();
    }
}
