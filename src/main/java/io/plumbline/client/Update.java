package io.plumbline.client;

import java.util.Map;

/** What the server would have a device run: nothing newer, or a release of a bundle. Immutable. */
public final class Update {
    /** The device is up to date. */
    public static final Update NOTHING = new Update("", "", 0, "", "", 0);

    private final String model;
    private final String version;
    private final long release;
    private final String url;
    private final String sha256;
    private final long bytes;

    private Update(String model, String version, long release, String url, String sha256, long bytes) {
        this.model = model;
        this.version = version;
        this.release = release;
        this.url = url;
        this.sha256 = sha256;
        this.bytes = bytes;
    }

    static Update read(String json) throws Json.Malformed {
        Map<String, Object> o = Json.readObject(json);
        Update update = new Update(
                Json.string(o, "model"),
                Json.string(o, "version"),
                Json.whole(o, "release"),
                Json.string(o, "url"),
                Json.string(o, "sha256"),
                Json.whole(o, "bytes"));
        if (!update.sha256.matches("[0-9a-f]{64}") || update.bytes < 1 || update.version.isEmpty()) {
            throw new Json.Malformed("Not an update: " + json);
        }
        return update;
    }

    /** Whether there is something to fetch. */
    public boolean available() {
        return bytes > 0;
    }

    /** Name of the model. */
    public String model() {
        return model;
    }

    /** Version to run. */
    public String version() {
        return version;
    }

    /** Number of the release; higher is newer, also when it points back at an older version. */
    public long release() {
        return release;
    }

    /** Where the bundle is, absolute or relative to the server. */
    public String url() {
        return url;
    }

    /** SHA-256 of the bundle, 64 hexadecimal digits. */
    public String sha256() {
        return sha256;
    }

    /** Its size. */
    public long bytes() {
        return bytes;
    }
}
