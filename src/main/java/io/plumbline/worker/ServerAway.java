package io.plumbline.worker;

/** The server does not answer, or says that it cannot for now. Trying again may help. */
final class ServerAway extends Exception {
    private static final long serialVersionUID = 1L;

    ServerAway(String message) {
        super(message);
    }

    ServerAway(String message, Throwable cause) {
        super(message, cause);
    }
}
