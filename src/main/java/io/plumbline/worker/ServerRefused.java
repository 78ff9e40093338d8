package io.plumbline.worker;

/** The server has heard a call and refuses it. */
final class ServerRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    ServerRefused(int status, String code, String detail) {
        super(detail);
        this.status = status;
        this.code = code;
    }

    /** Whether it is the token that it refuses: no other call will do better. */
    boolean ofTheToken() {
        return status == 401 || status == 403;
    }

    /** Whether the job ended or is another worker's by now. */
    boolean lost() {
        return code.equals("claim-lost") || code.equals("job-unknown");
    }
}
