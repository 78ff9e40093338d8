package io.plumbline.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Contents in rows. */
class BlobsInPostgresTest extends BlobsContract {
    @Override
    KeptBlobs blobs() {
        return new KeptBlobs(transactions, clock, Optional.empty(), () -> {
            throw new AssertionError("Nothing lies in a bucket");
        });
    }

    @Test
    void the_row_holds_them_and_their_size() {
        blobs.put(content(77), "image/png");
        assertThat(database.text("select concat_ws(' ', place is null, octet_length(content), bytes) from blob"))
                .isEqualTo("t 77 77");
    }
}
