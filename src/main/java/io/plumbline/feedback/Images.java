package io.plumbline.feedback;

import io.plumbline.kernel.Sha256;
import io.plumbline.store.Blobs;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Pictures by the SHA-256 of their bytes, whoever sent them. */
@ApplicationScoped
public class Images {
    private final Blobs blobs;

    public Images(Blobs blobs) {
        this.blobs = blobs;
    }

    /**
     * A picture.
     *
     * @param bytes the encoded picture; owned by the record, not to be written to
     * @param mediaType {@code image/png} or {@code image/jpeg}
     */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: never compared.
    public record Image(byte[] bytes, String mediaType) {}

    /** Keeps a picture and says whether it was new. */
    public boolean put(Image image) {
        return blobs.put(image.bytes(), image.mediaType()).added();
    }

    /** The picture at an address; empty if there is nothing, or something else. */
    public Optional<Image> get(Sha256 address) {
        return blobs.get(address)
                .filter(blob -> blob.mediaType().startsWith("image/"))
                .map(blob -> new Image(blob.bytes(), blob.mediaType()));
    }
}
