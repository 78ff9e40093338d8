package io.plumbline.client;

import io.plumbline.client.model.ModelBundle;
import io.plumbline.client.Updates.Update;
import io.plumbline.client.json.Json;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The bundles of one model on this device: the current one and the one before, to go back to. A kill at any moment
 * leaves the old state or the new. Safe from several threads; one object at a time to a folder.
 */
public final class BundleStore {
    private static final long LARGEST_BUNDLE = 128L * 1024 * 1024;

    private final File folder;
    private final File state;
    private final Object installing = new Object();
    private String current = "";
    private String previous = "";
    private String version = "";
    private long release;

    /** @param folder of this model alone; made if it is not there */
    public BundleStore(File folder) throws IOException {
        this.folder = Files.folder(folder);
        this.state = new File(folder, "current.json");
        if (state.exists()) {
            Map<String, Object> saved = Json.readObject(new String(Files.read(state, 65_536), StandardCharsets.UTF_8));
            current = Json.string(saved, "current");
            previous = Json.string(saved, "previous");
            version = Json.string(saved, "version");
            release = Json.whole(saved, "release");
        }
    }

    /** Version that runs now; empty before the first. */
    public synchronized String version() {
        return version;
    }

    /** Number of its release; 0 before the first. */
    public synchronized long release() {
        return release;
    }

    /** SHA-256 of the current bundle; empty before the first. */
    public synchronized String sha256() {
        return current;
    }

    /**
     * The current bundle.
     *
     * @throws IOException if there is none, or its file has changed since
     */
    public synchronized ModelBundle open() throws IOException {
        if (current.isEmpty()) {
            throw new IOException("No bundle yet in " + folder);
        }
        return checked(current);
    }

    /**
     * Fetches a bundle, checks it and makes it the current one. On any failure the old one stays.
     *
     * @param update an {@linkplain Update#available available} update
     * @param updates what fetches it
     * @return the new bundle
     */
    public ModelBundle install(Update update, Updates updates) throws IOException {
        synchronized (installing) {
            updates.download(update, folder);
            return use(update, checked(update.sha256()));
        }
    }

    private ModelBundle use(Update update, ModelBundle bundle) throws IOException {
        if (!bundle.name().equals(update.model()) || !bundle.version().equals(update.version())) {
            Files.delete(file(update.sha256()));
            throw new IOException("Promised " + update.model() + " " + update.version() + ", got " + bundle.name() + " "
                    + bundle.version());
        }
        use(update.sha256(), update.version(), update.release());
        return bundle;
    }

    /**
     * Goes back to the bundle before, without the network.
     *
     * @return the bundle that is current now
     * @throws IOException if there is none
     */
    public synchronized ModelBundle back() throws IOException {
        if (previous.isEmpty()) {
            throw new IOException("No bundle to go back to in " + folder);
        }
        ModelBundle bundle = checked(previous);
        use(previous, bundle.version(), release);
        return bundle;
    }

    private synchronized void use(String sha256, String newVersion, long newRelease) throws IOException {
        String before = sha256.equals(current) ? previous : current;
        Map<String, Object> saved = new LinkedHashMap<String, Object>();
        saved.put("current", sha256);
        saved.put("previous", before);
        saved.put("version", newVersion);
        saved.put("release", newRelease);
        Files.replace(state, Json.write(saved).getBytes(StandardCharsets.UTF_8));
        current = sha256;
        previous = before;
        version = newVersion;
        release = newRelease;
        deleteOthers();
    }

    private void deleteOthers() throws IOException {
        String[] names = folder.list();
        for (String name : names == null ? new String[0] : names) {
            boolean bundle = name.length() == 68 && name.endsWith(".zip");
            if (bundle && !name.startsWith(current) && (previous.isEmpty() || !name.startsWith(previous))) {
                Files.delete(new File(folder, name));
            }
        }
    }

    private ModelBundle checked(String sha256) throws IOException {
        File file = file(sha256);
        if (file.length() > LARGEST_BUNDLE || !Files.sha256(file).equals(sha256)) {
            throw new IOException("Bundle has changed: " + file);
        }
        return ModelBundle.open(file);
    }

    private File file(String sha256) {
        return new File(folder, sha256 + ".zip");
    }
}
