package io.plumbline.picture;

import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;

/**
 * A picture that somebody sends.
 *
 * @param bytes the file as it was taken; owned by the record, not to be written to
 * @param consent what may be done with it
 * @param source whose it is, as its events say it; empty if that is not known
 */
@SuppressWarnings("ArrayRecordComponent") // Safe because: never compared.
public record NewPicture(byte[] bytes, Consent consent, String source) {
    /** Source of the pictures that a data scientist brought along. */
    public static final String REFERENCE = "reference";

    private static final int LONGEST = 256;

    /** @throws Rejection {@code source-invalid} if the source is no text that an event could have */
    public NewPicture {
        if (source.length() > LONGEST || source.chars().anyMatch(Character::isISOControl)) {
            throw Rejection.invalid(
                    "source-invalid",
                    "source has more than " + LONGEST + " characters or control characters; it is to be the source of"
                            + " the events that name the picture, such as /devices/5f3c.");
        }
    }

    /** The name by which events speak of it: the SHA-256 of the bytes as they were taken. */
    public Sha256 name() {
        return Sha256.of(bytes);
    }
}
