package io.plumbline.access;

import io.plumbline.kernel.Sha256;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** Makes secrets of 256 random bits. Guessing is hopeless at that size, so a plain SHA-256 keeps them. */
@ApplicationScoped
class Secrets {
    static final String TOKEN_PREFIX = "plb_";
    private static final Pattern TOKEN = Pattern.compile("plb_[A-Za-z0-9_-]{43}");

    private final SecureRandom random = new SecureRandom();

    /** 43 characters of base64url. */
    String next() {
        byte[] bits = new byte[32];
        random.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    String nextToken() {
        return TOKEN_PREFIX + next();
    }

    static boolean looksLikeToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    static String hash(String secret) {
        return Sha256.of(secret.getBytes(StandardCharsets.UTF_8)).hex();
    }

    /** Takes the same time wherever the two differ. */
    static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
