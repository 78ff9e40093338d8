package io.plumbline.kernel;

import java.util.OptionalInt;

/**
 * A request that cannot be honoured, said in words for the one who asked.
 *
 * <p>Features throw it; one mapper in {@code api} turns it into {@code application/problem+json}. The detail names the
 * bad value and the remedy.
 */
public class Rejection extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, in terms that a protocol can translate. */
    public enum Kind {
        /** The request itself is wrong: 400. */
        INVALID,
        /** What it names does not exist: 404. */
        NOT_FOUND,
        /** What it names was there, and is out of use: 410. */
        GONE,
        /** It does not fit the present state: 409. */
        CONFLICT,
        /** It is larger than allowed: 413. */
        TOO_LARGE,
        /** It did not arrive in time: 408. */
        TOO_SLOW,
        /** Its sender asks more often than allowed: 429. */
        TOO_MANY,
        /** Its content type is not one of ours: 415. */
        UNSUPPORTED_TYPE,
        /** Understood, but refused on its merits: 422. */
        REFUSED,
        /** Something that we need is away; try again: 503. */
        UNAVAILABLE
    }

    private final Kind kind;
    private final String code;
    private final int retrySeconds;

    /**
     * @param kind which family of error
     * @param code a stable, kebab-case word for programs
     * @param detail one sentence for people
     */
    public Rejection(Kind kind, String code, String detail) {
        this(kind, code, detail, 0);
    }

    /**
     * As above, for what may be tried again.
     *
     * @param retrySeconds after how many seconds; 0 if that cannot be said
     */
    public Rejection(Kind kind, String code, String detail, int retrySeconds) {
        super(detail);
        this.kind = kind;
        this.code = code;
        this.retrySeconds = retrySeconds;
    }

    /** As above, keeping the cause. */
    public Rejection(Kind kind, String code, String detail, Throwable cause) {
        super(detail, cause);
        this.kind = kind;
        this.code = code;
        this.retrySeconds = 0;
    }

    /** A request that is wrong in itself. */
    public static Rejection invalid(String code, String detail) {
        return new Rejection(Kind.INVALID, code, detail);
    }

    /** A thing that does not exist. */
    public static Rejection notFound(String code, String detail) {
        return new Rejection(Kind.NOT_FOUND, code, detail);
    }

    /** A request that does not fit the present state. */
    public static Rejection conflict(String code, String detail) {
        return new Rejection(Kind.CONFLICT, code, detail);
    }

    public Kind kind() {
        return kind;
    }

    public String code() {
        return code;
    }

    /** After how many seconds it may be tried again, where that is known. */
    public OptionalInt retrySeconds() {
        return retrySeconds > 0 ? OptionalInt.of(retrySeconds) : OptionalInt.empty();
    }

    /** The sentence for people; never null. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
