package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.kernel.Sha256;
import io.plumbline.picture.Photographs;
import io.plumbline.testing.BucketResource;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.testing.S3Server;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** All the same where pictures lie in a bucket; and what is forgotten is gone there too. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
@WithTestResource(BucketResource.class)
class PicturesInBucketIT extends PicturesOverHttp {
    @ConfigProperty(name = "plumbline.blobs.endpoint")
    Optional<URI> endpoint;

    @Test
    void aForgottenPictureIsNoObjectAnyMore() {
        // Given
        byte[] picture = Photographs.png(seed);
        String key = "contents/" + Sha256.of(picture);
        put(picture, "source=" + source);
        assertThat(S3Server.keys(endpoint.orElseThrow(), BucketResource.BUCKET)).contains(key);
        assertThat(field.number(
                        "select count(*) from blob where sha256 = ? and content is null",
                        Sha256.of(picture).hex()))
                .isEqualTo(1);
        // When
        forget(source);
        // Then
        assertThat(S3Server.keys(endpoint.orElseThrow(), BucketResource.BUCKET)).doesNotContain(key);
    }
}
