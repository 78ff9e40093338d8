package io.plumbline.bundle;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * {@code serving.properties}, by which plain DJL loads and feeds the model. Only keys that cannot name code, a library
 * or a file are allowed, each with the values it may have.
 */
final class ServingProperties {
    private static final String NUMBER = "-?[0-9]{1,6}(\\.[0-9]{1,12})?([eE]-?[0-9]{1,2})?";
    private static final Map<String, Pattern> ALLOWED = Map.ofEntries(
            allow("engine", "OnnxRuntime"),
            allow("application", "cv/(image_classification|semantic_segmentation)"),
            allow("modelName", "[A-Za-z0-9._-]{1,64}"),
            allow("modelVersion", "[A-Za-z0-9._-]{1,64}"),
            allow("width", "[0-9]{1,4}"),
            allow("height", "[0-9]{1,4}"),
            allow("flag", "GRAYSCALE|COLOR"),
            allow("resize", "true|false"),
            allow("toTensor", "true|false"),
            allow("normalize", "true|false|" + NUMBER + "(\\s*,\\s*" + NUMBER + "){5}"),
            allow("applySoftmax", "true|false"),
            allow("topK", "[0-9]{1,4}"),
            allow("option.interOpNumThreads", "[0-9]{1,2}"),
            allow("option.intraOpNumThreads", "[0-9]{1,2}"));

    private ServingProperties() {}

    private static Map.Entry<String, Pattern> allow(String key, String values) {
        return Map.entry(key, Pattern.compile(values));
    }

    /** The text for a model, keys in order. */
    static byte[] write(ModelDefinition d) {
        ModelDefinition.Input input = d.input();
        Map<String, String> all = new TreeMap<>();
        all.put("engine", "OnnxRuntime");
        all.put("modelName", d.name());
        all.put("modelVersion", d.version());
        all.put("option.interOpNumThreads", "1");
        all.put("option.intraOpNumThreads", "1");
        all.put("width", String.valueOf(input.width()));
        all.put("height", String.valueOf(input.height()));
        all.put("flag", input.channels() == 1 ? "GRAYSCALE" : "COLOR");
        all.put("resize", "true");
        all.put("toTensor", "true");
        if (d.task() instanceof Task.Classification) {
            all.put("applySoftmax", String.valueOf(!d.task().probabilities()));
            all.put("topK", String.valueOf(Math.min(5, d.labels().size())));
        }
        if (input.channels() == 3) {
            StringBuilder six = new StringBuilder();
            input.mean().forEach(m -> six.append(m).append(','));
            input.sd().forEach(s -> six.append(s).append(','));
            all.put("normalize", six.substring(0, six.length() - 1));
        }
        StringBuilder text = new StringBuilder();
        all.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Checks a file as DJL will read it.
     *
     * @throws io.plumbline.kernel.Rejection REFUSED, {@code bundle-property-refused}, naming the key
     */
    static void check(byte[] content, ModelDefinition d) {
        Properties properties = new Properties();
        try {
            // DJL reads the file as UTF-8, and escapes in keys count: what is checked is what it will see.
            properties.load(new StringReader(new String(content, StandardCharsets.UTF_8)));
        } catch (IOException | IllegalArgumentException e) {
            throw refused("serving.properties cannot be read: " + e.getMessage());
        }
        for (String key :
                new TreeMap<>(properties).keySet().stream().map(String::valueOf).toList()) {
            Pattern values = ALLOWED.get(key);
            if (values == null) {
                throw refused("serving.properties sets '" + key + "', which is not among the allowed keys "
                        + new TreeMap<>(ALLOWED).keySet());
            }
            String value = properties.getProperty(key);
            if (!values.matcher(value).matches()) {
                throw refused("serving.properties sets '" + key + "' to '" + value + "', allowed is " + values);
            }
        }
        same(properties, "engine", "OnnxRuntime");
        same(properties, "modelVersion", d.version());
        same(properties, "width", String.valueOf(d.input().width()));
        same(properties, "height", String.valueOf(d.input().height()));
    }

    private static void same(Properties properties, String key, String expected) {
        if (!expected.equals(properties.getProperty(key))) {
            throw refused("serving.properties must say " + key + "=" + expected + " as model.json does, it says '"
                    + properties.getProperty(key, "") + "'");
        }
    }

    private static io.plumbline.kernel.Rejection refused(String what) {
        return Zip.refused("bundle-property-refused", what + ".");
    }
}
