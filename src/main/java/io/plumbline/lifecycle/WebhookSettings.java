package io.plumbline.lifecycle;

import io.plumbline.kernel.Change;
import io.plumbline.kernel.Rejection;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whom a webhook tells what.
 *
 * @param name 1 to 63 characters, unique
 * @param url where to: {@code http} or {@code https}, a host, no user, no fragment, at most 2,000 characters
 * @param types of events that are wanted; empty: all
 * @param model whose events are wanted; empty: those of all models, and of none
 * @param enabled whether anything is sent
 */
public record WebhookSettings(String name, String url, List<String> types, Optional<String> model, boolean enabled) {
    private static final int LONGEST_NAME = 63;
    private static final int LONGEST_URL = 2000;
    private static final int LAST_PORT = 65_535;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    /** @throws Rejection {@code webhook-name-invalid}, {@code webhook-url-invalid} or {@code webhook-type-unknown} */
    public WebhookSettings {
        name = name.strip();
        url = url.strip();
        types = types.stream().distinct().sorted().toList();
        if (name.isEmpty()
                || name.length() > LONGEST_NAME
                || CONTROL.matcher(name).find()) {
            throw Rejection.invalid(
                    "webhook-name-invalid",
                    "A webhook's name has 1 to " + LONGEST_NAME + " characters on one line; this one has "
                            + name.length() + ".");
        }
        checkUrl(url);
        types.forEach(WebhookSettings::checkType);
    }

    private static void checkUrl(String url) {
        if (url.length() > LONGEST_URL) {
            throw badUrl("It has " + url.length() + " characters; at most " + LONGEST_URL + " are taken.");
        }
        URI uri = parsed(url);
        String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw badUrl("'" + url + "' has to begin with http:// or https://.");
        }
        if (uri.getRawAuthority() != null && uri.getRawAuthority().contains("@")) {
            throw badUrl("A user or a password does not belong in it: whoever is told knows us by the signature.");
        }
        if (uri.getHost() == null || uri.getHost().isEmpty()) {
            throw badUrl("'" + url + "' names no host.");
        }
        if (uri.getPort() == 0 || uri.getPort() > LAST_PORT) {
            throw badUrl("Its port is " + uri.getPort() + "; ports go from 1 to " + LAST_PORT + ".");
        }
        if (uri.getRawFragment() != null) {
            throw badUrl("The part behind '#' would not be sent; leave it out.");
        }
    }

    private static URI parsed(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw new Rejection(
                    Rejection.Kind.INVALID,
                    "webhook-url-invalid",
                    "The URL cannot be read: " + e.getReason() + " at character " + (e.getIndex() + 1) + ".",
                    e);
        }
    }

    private static Rejection badUrl(String why) {
        return Rejection.invalid("webhook-url-invalid", "The URL cannot be used. " + why);
    }

    private static void checkType(String type) {
        if (Change.What.ofType(type).isEmpty()) {
            throw Rejection.invalid(
                    "webhook-type-unknown",
                    "There are no events of type '" + type + "'; there are "
                            + Arrays.stream(Change.What.values())
                                    .map(Change.What::type)
                                    .collect(Collectors.joining(", "))
                            + ".");
        }
    }

    /** The same, switched on or off. */
    public WebhookSettings enabled(boolean on) {
        return new WebhookSettings(name, url, types, model, on);
    }
}
