package io.plumbline.testing;

import io.plumbline.embedded.EmbeddedServers;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One PostgreSQL and one Kafka for all plain tests of a run; each test takes a database and topics of its own. */
public final class SharedServers implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == EmbeddedServers.class;
    }

    @Override
    public EmbeddedServers resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return test.getRoot()
                .getStore(Namespace.create(SharedServers.class))
                .computeIfAbsent("servers", key -> new Running(), Running.class)
                .servers;
    }

    private static final class Running implements AutoCloseable {
        private final TemporaryHome home = new TemporaryHome();
        private final EmbeddedServers servers = EmbeddedServers.start(home.options());

        @Override
        public void close() {
            servers.close();
            home.close();
        }
    }
}
