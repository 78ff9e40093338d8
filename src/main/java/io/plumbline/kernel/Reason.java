package io.plumbline.kernel;

import java.util.regex.Pattern;

/** Why somebody decided something, in his words. */
public final class Reason {
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private static final int LONGEST = 1000;

    private Reason() {}

    /**
     * A reason as it is kept: on one line, without white space around it, possibly empty.
     *
     * @throws Rejection {@code reason-too-long} if it has more than 1,000 characters
     */
    public static String checked(String reason) {
        String words = CONTROL.matcher(reason).replaceAll(" ").strip();
        if (words.length() > LONGEST) {
            throw Rejection.invalid(
                    "reason-too-long",
                    "The reason has " + words.length() + " characters; at most " + LONGEST + " are kept.");
        }
        return words;
    }

    /**
     * As {@link #checked}, where one has to be given.
     *
     * @param what completes the sentence "Say why …"
     * @throws Rejection {@code reason-missing} too
     */
    public static String required(String reason, String what) {
        String words = checked(reason);
        if (words.isEmpty()) {
            throw Rejection.invalid("reason-missing", "Say why " + what + ": reason is empty.");
        }
        return words;
    }
}
