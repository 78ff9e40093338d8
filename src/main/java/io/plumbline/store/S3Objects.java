package io.plumbline.store;

import io.plumbline.kernel.Rejection;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/**
 * Objects of Amazon S3, or of a store that speaks its protocol, by Amazon's client. The only class that knows it: where nothing lies in
 * a bucket, nothing of it is loaded.
 */
final class S3Objects implements ObjectStore, AutoCloseable {
    private static final String SCHEME = "s3://";
    private static final int NOT_FOUND = 404;
    private static final int TIMED_OUT = 408;
    private static final int TOO_MANY = 429;
    private static final int BROKEN = 500;

    /** Bytes a second that the slowest line carries. */
    private static final long SLOWEST = 64 << 10;
    /** What a system may hold of a body that the client believes to be sent, so that it waits already for an answer. */
    private static final long UNSENT = 4 << 20;

    private final S3Client client;
    private final String where;
    private final Duration timeout;

    S3Objects(BlobsConfig config) {
        where = config.endpoint().map(URI::toString).orElse("Amazon, region " + config.region());
        timeout = config.timeout();
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(config.region()))
                .forcePathStyle(config.pathStyle().orElse(config.endpoint().isPresent()))
                // We compare the SHA-256; not every store knows the newer checksums, nor bodies in signed pieces.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(
                        S3Configuration.builder().chunkedEncodingEnabled(false).build())
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(time(UNSENT)))
                .overrideConfiguration(how -> how.retryStrategy(AwsRetryStrategy.standardRetryStrategy()));
        config.endpoint().ifPresent(builder::endpointOverride);
        if (config.accessKey().isPresent()) {
            builder.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                    config.accessKey().get(), config.secretKey().orElse(""))));
        }
        client = builder.build();
    }

    /** How long a call may take that carries so many bytes: who holds a large content to a small one's time never gets it through. */
    private Duration time(long bytes) {
        return timeout.plusMillis(bytes * 1_000 / SLOWEST);
    }

    private Consumer<AwsRequestOverrideConfiguration.Builder> within(long bytes) {
        return how -> how.apiCallTimeout(time(bytes));
    }

    private record Address(String bucket, String key) {
        static Address of(String address) {
            int slash = address.indexOf('/', SCHEME.length());
            if (!address.startsWith(SCHEME) || slash < 0) {
                throw new IllegalArgumentException("An address is s3://bucket/key, not '" + address + "'");
            }
            return new Address(address.substring(SCHEME.length(), slash), address.substring(slash + 1));
        }
    }

    @Override
    public void put(String address, byte[] content, String mediaType) {
        Address at = Address.of(address);
        call(
                at,
                () -> client.putObject(
                        to -> to.bucket(at.bucket())
                                .key(at.key())
                                .contentType(mediaType)
                                .overrideConfiguration(within(content.length)),
                        RequestBody.fromBytes(content)));
    }

    @Override
    public Optional<byte[]> get(String address, long bytes) {
        Address at = Address.of(address);
        return call(at, () -> {
            try {
                return Optional.of(client.getObjectAsBytes(
                                from -> from.bucket(at.bucket()).key(at.key()).overrideConfiguration(within(bytes)))
                        .asByteArrayUnsafe());
            } catch (AwsServiceException e) {
                if (e.statusCode() == NOT_FOUND && !code(e).equals("NoSuchBucket")) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    @Override
    public void delete(String address) {
        Address at = Address.of(address);
        call(
                at,
                () -> client.deleteObject(
                        of -> of.bucket(at.bucket()).key(at.key()).overrideConfiguration(within(0))));
    }

    private <T> T call(Address at, Supplier<T> request) {
        try {
            return request.get();
        } catch (AwsServiceException e) {
            int status = e.statusCode();
            boolean away = status >= BROKEN || status == TIMED_OUT || status == TOO_MANY;
            String said = code(e).isEmpty() ? "status " + status : code(e) + ", status " + status;
            throw away ? away(at, said, e) : refuses(at, said, e);
        } catch (SdkClientException e) {
            String said = String.valueOf(e.getMessage());
            throw said.contains("credentials") ? refuses(at, said, e) : away(at, said, e);
        } catch (UncheckedIOException e) {
            // So it may end when its time is over while it sends.
            throw away(at, String.valueOf(e.getMessage()), e);
        }
    }

    private static String code(AwsServiceException e) {
        return e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
                ? ""
                : e.awsErrorDetails().errorCode();
    }

    private Rejection away(Address at, String said, Throwable cause) {
        return new Rejection(
                Rejection.Kind.UNAVAILABLE,
                AWAY,
                String.format(
                        Locale.ROOT,
                        "The bucket '%s' at %s does not answer (%s); try again. If it lasts, look at the store, and at"
                                + " plumbline.blobs.endpoint and region.",
                        at.bucket(),
                        where,
                        said),
                cause);
    }

    private Rejection refuses(Address at, String said, Throwable cause) {
        return new Rejection(
                Rejection.Kind.UNAVAILABLE,
                REFUSES,
                String.format(
                        Locale.ROOT,
                        "The bucket '%s' at %s refuses (%s); set plumbline.blobs.bucket, region, access-key and"
                                + " secret-key right, and let the key list, get, put and delete there.",
                        at.bucket(),
                        where,
                        said),
                cause);
    }

    @Override
    public void close() {
        client.close();
    }
}
