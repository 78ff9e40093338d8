package io.plumbline.testing;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A real S3 store in a process of its own, on a free port of loopback. */
public final class S3Server implements AutoCloseable {
    /** What its first line begins with. */
    static final String PORT = "port ";

    private static final String ACCESS = "plumbline-test";
    private static final String SECRET = "not-a-secret-at-all";

    private final Process process;
    private final URI endpoint;

    private S3Server(Process process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /** Starts one with some empty buckets. */
    public static S3Server start(String... buckets) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                classPath(),
                S3Program.class.getName(),
                ACCESS,
                SECRET));
        command.addAll(List.of(buckets));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new S3Server(process, URI.create("http://127.0.0.1:" + port(process)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Not the Guice that Quarkus' own resolver of artifacts needs. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(element -> !element.contains("guice-5"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String port(Process process) throws IOException {
        // Not closed: what it says later would break its pipe.
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(PORT)) {
                return line.substring(PORT.length());
            }
        }
        throw new IllegalStateException("The S3 store of the tests did not start");
    }

    /** The settings of an application that keeps new contents in a bucket here. */
    public Map<String, String> settings(String bucket) {
        return Map.of(
                "plumbline.blobs.store",
                "s3",
                "plumbline.blobs.bucket",
                bucket,
                "plumbline.blobs.prefix",
                "contents/",
                "plumbline.blobs.endpoint",
                endpoint.toString(),
                "plumbline.blobs.access-key",
                ACCESS,
                "plumbline.blobs.secret-key",
                SECRET);
    }

    /** The keys of all objects in a bucket of a store that was started somewhere in this process. */
    public static List<String> keys(URI endpoint, String bucket) {
        try (S3Client client = S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS, SECRET)))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            return client.listObjectsV2Paginator(of -> of.bucket(bucket)).contents().stream()
                    .map(S3Object::key)
                    .toList();
        }
    }

    /** It answers no more, as behind a network that is gone. */
    public void pause() {
        Signals.send("STOP", List.of(process.toHandle()));
    }

    /** It answers again. */
    public void goOn() {
        Signals.send("CONT", List.of(process.toHandle()));
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
