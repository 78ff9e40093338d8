package io.plumbline.embedded;

/**
 * The embedded servers cannot start or stop. The message is written for the person at the terminal: it says what is
 * wrong, names the folder, port or process, and what to do about it.
 */
public final class EmbeddedFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * A failure without a cause of its own.
     *
     * @param message what is wrong and what to do, in whole sentences
     */
    public EmbeddedFailure(String message) {
        super(message);
    }

    /** As above, keeping the cause. */
    public EmbeddedFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** The sentences for people; never null. */
    public String advice() {
        return String.valueOf(getMessage());
    }

    /** The words that tell how to do without the embedded servers. */
    static String useYourOwn() {
        return "Or use servers of your own: set KAFKA_BOOTSTRAP_SERVERS, and QUARKUS_DATASOURCE_JDBC_URL with"
                + " QUARKUS_DATASOURCE_USERNAME and QUARKUS_DATASOURCE_PASSWORD; then nothing is embedded.";
    }
}
