package io.plumbline.ui.view;

import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.TemplateLocator.TemplateLocation;
import io.quarkus.qute.ValueResolvers;
import io.quarkus.qute.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The templates by Qute alone: what a page looks like needs no server. */
final class Templates {
    private static final Variant HTML = Variant.forContentType("text/html");
    private static final Engine ENGINE = Engine.builder()
            .addDefaults()
            .addValueResolver(ValueResolvers.rawResolver())
            .addValueResolver(new ReflectionValueResolver())
            .addResultMapper(new HtmlEscaper(List.of("text/html")))
            .addLocator(Templates::locate)
            .strictRendering(true)
            .build();

    private Templates() {}

    static String render(String name, Map<String, Object> data) {
        var template = ENGINE.getTemplate("ui/" + name);
        if (template == null) {
            throw new IllegalArgumentException("No template of the name " + name);
        }
        return template.render(data);
    }

    static String css() {
        try (InputStream in = Templates.class.getResourceAsStream("/META-INF/resources/plumbline.css")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<TemplateLocation> locate(String id) {
        if (Templates.class.getResource("/templates/" + id + ".html") == null) {
            return Optional.empty();
        }
        return Optional.of(new TemplateLocation() {
            @Override
            public Reader read() {
                InputStream in = Templates.class.getResourceAsStream("/templates/" + id + ".html");
                return new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8);
            }

            @Override
            public Optional<Variant> getVariant() {
                return Optional.of(HTML);
            }
        });
    }
}
