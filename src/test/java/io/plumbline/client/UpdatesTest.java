package io.plumbline.client;

import io.plumbline.client.model.ModelBundle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.plumbline.client.LoopbackPlumbline.Fault;
import io.plumbline.client.Updates.Update;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpdatesTest {
    @TempDir
    Path folder;

    private LoopbackPlumbline server;
    private Updates updates;
    private BundleStore store;

    @BeforeEach
    void open() throws IOException {
        server = new LoopbackPlumbline();
        server.candidate("1", TestBundles.version("1"));
        server.candidate("2", TestBundles.version("2"));
        server.candidate("3", TestBundles.version("3"));
        updates = new Updates(new Server(server.url(), "plb_token", 5_000), 10 << 20);
        store = new BundleStore(folder.toFile());
    }

    @AfterEach
    void close() {
        server.close();
    }

    private ModelBundle install(String version) throws IOException {
        server.promote(version);
        return store.install(updates.check("garments", store.version(), "phone 1"), updates);
    }

    @Test
    void nothingNewerIsNothing() throws IOException {
        // Given
        install("1");

        // When
        Update update = updates.check("garments", "1", "phone");

        // Then
        assertThat(update.available()).isFalse();
    }

    @Test
    void aBundleIsFetchedCheckedAndRemembered() throws IOException {
        // When
        ModelBundle bundle = install("1");

        // Then
        assertThat(bundle.version()).isEqualTo("1");
        assertThat(bundle.labels()).containsExactly("boot", "bag", "shirt");
        assertThat(new BundleStore(folder.toFile()).open().onnx()).isEqualTo(bundle.onnx());
        assertThat(new BundleStore(folder.toFile()).release()).isEqualTo(1);
    }

    @Test
    void aTornDownloadGoesOnWhereItStopped() throws IOException {
        // Given
        server.willFail(Fault.TORN);
        assertThatIOException().isThrownBy(() -> install("1"));
        long have = TestBundles.version("1").length / 2;

        // When
        ModelBundle bundle = install("1");

        // Then
        assertThat(bundle.version()).isEqualTo("1");
        assertThat(server.ranges()).endsWith("bytes=" + have + "-");
    }

    @Test
    void aServerThatIgnoresRangeIsNoProblem() throws IOException {
        // Given
        server.willFail(Fault.TORN);
        server.willFail(Fault.RANGE_IGNORED);
        assertThatIOException().isThrownBy(() -> install("1"));

        // When
        ModelBundle bundle = install("1");

        // Then
        assertThat(bundle.version()).isEqualTo("1");
    }

    @Test
    void oneFlippedByteIsRefusedAndTheOldModelStays() throws IOException {
        // Given
        install("1");
        server.willFail(Fault.FLIPPED);

        // When
        assertThatIOException().isThrownBy(() -> install("2")).withMessageContaining("SHA-256");

        // Then
        assertThat(store.open().version()).isEqualTo("1");
        assertThat(install("2").version()).isEqualTo("2");
    }

    @Test
    void aBundleThatIsNotThePromisedVersionIsRefused() throws IOException {
        // Given
        install("1");
        server.candidate("2", TestBundles.version("9"));

        // When
        assertThatIOException().isThrownBy(() -> install("2")).withMessageContaining("Promised garments 2");

        // Then
        assertThat(store.open().version()).isEqualTo("1");
    }

    @Test
    void tooLargeIsRefusedBeforeAnythingIsFetched() throws IOException {
        // Given
        server.promote("1");
        Updates small = new Updates(new Server(server.url(), "t"), 1_000);
        Update update = small.check("garments", "", "phone");

        // When
        assertThatIOException().isThrownBy(() -> small.download(update, folder.toFile()));

        // Then
        assertThat(server.ranges()).isEmpty();
    }

    @Test
    void thePreviousBundleIsKeptToGoBackTo() throws IOException {
        // Given
        install("1");
        install("2");
        install("3");

        // When
        ModelBundle back = store.back();

        // Then
        assertThat(back.version()).isEqualTo("2");
        assertThat(new BundleStore(folder.toFile()).version()).isEqualTo("2");
        assertThat(new File(folder.toFile(), "").list()).hasSize(3);
    }

    @Test
    void aBundleThatChangedOnTheDeviceIsNotOpened() throws IOException {
        // Given
        install("1");
        File zip = new File(folder.toFile(), store.sha256() + ".zip");
        java.nio.file.Files.write(zip.toPath(), TestBundles.version("2"));

        // When, then
        assertThatIOException().isThrownBy(store::open).withMessageContaining("changed");
    }
}
