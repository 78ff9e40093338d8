package io.plumbline.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Where pictures and bundles are kept. */
@ConfigMapping(prefix = "plumbline.blobs")
public interface BlobsConfig {
    /** Where those go that come from now on: `postgres`, or `s3` for a bucket; the others stay where they are, and readable. */
    @WithDefault("postgres")
    Store store();

    /** The bucket, which has to be there. */
    Optional<String> bucket();

    /** What the keys of objects begin with, such as `plumbline/`. */
    Optional<String> prefix();

    /** Address of an S3-compatible store, such as `https://minio.example.org:9000`; unless told, Amazon's of the region. */
    Optional<URI> endpoint();

    /** The region, as the store calls it. */
    @WithDefault("us-east-1")
    String region();

    /** Access key; unless told, credentials come from where Amazon's SDK finds them: environment, profile, role of the machine. */
    Optional<String> accessKey();

    /** The secret that belongs to it. */
    Optional<String> secretKey();

    /** Whether the bucket stands in the path of addresses and not in the host's name; unless told, where an endpoint is set. */
    Optional<Boolean> pathStyle();

    /** How long a request to the bucket may take, repetitions included; and a second more for each 64 KiB that it carries. */
    @WithDefault("30s")
    Duration timeout();

    /** How often objects are looked for that are still to be deleted. */
    @WithDefault("5m")
    Duration sweep();

    /** A place for contents. */
    enum Store {
        /** Rows of a table. */
        POSTGRES,
        /** Objects of a bucket. */
        S3
    }
}
