package io.plumbline.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import java.util.Optional;

/** A bucket for the application's pictures and bundles, in a real S3 store. */
public final class BucketResource implements QuarkusTestResourceLifecycleManager {
    /** What it is called. */
    public static final String BUCKET = "plumbline";

    private Optional<S3Server> server = Optional.empty();

    @Override
    public Map<String, String> start() {
        S3Server started = S3Server.start(BUCKET);
        server = Optional.of(started);
        return started.settings(BUCKET);
    }

    @Override
    public void stop() {
        server.ifPresent(S3Server::close);
    }
}
