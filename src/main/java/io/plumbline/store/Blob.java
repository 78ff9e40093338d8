package io.plumbline.store;

import io.plumbline.kernel.Sha256;

/**
 * Content with its address.
 *
 * @param sha256 digest of the bytes
 * @param mediaType for instance {@code image/png}
 * @param bytes the content; not copied, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Safe because: compared by address only, never by equals.
public record Blob(Sha256 sha256, String mediaType, byte[] bytes) {}
