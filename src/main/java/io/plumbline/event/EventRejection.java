package io.plumbline.event;

/** One event cannot be taken. Says why, and disturbs no other event. */
public final class EventRejection extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * @param code stable kebab-case word for programs
     * @param detail sentence that names the bad value and the remedy
     */
    public EventRejection(String code, String detail) {
        super(printable(detail));
        this.code = code;
    }

    /** Details quote what was sent; NUL and its like have no place in logs, headers and a database's text. */
    private static String printable(String detail) {
        return detail.chars().anyMatch(Character::isISOControl)
                ? detail.codePoints()
                        .map(c -> Character.isISOControl(c) ? '\uFFFD' : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString()
                : detail;
    }

    public String code() {
        return code;
    }

    /** The sentence for people; never null. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
