package io.plumbline.lifecycle;

import java.net.URI;
import java.time.Instant;

/**
 * A webhook, without its secret.
 *
 * @param id its number
 * @param settings whom it tells what
 * @param createdAt when it was made
 * @param createdBy who made it
 */
public record Webhook(long id, WebhookSettings settings, Instant createdAt, String createdBy) {
    /** Its name. */
    public String name() {
        return settings.name();
    }

    /** Scheme, host and port: all of the address that holds no secret of the receiver's. */
    public String place() {
        URI uri = URI.create(settings.url());
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }
}
