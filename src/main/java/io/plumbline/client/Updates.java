package io.plumbline.client;

import io.plumbline.client.json.Json;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.util.Map;

/** Asks for updates and fetches bundles. Safe from several threads, as long as each download has its own folder. */
public final class Updates {
    /** What the server would have a device run: nothing newer, or a release of a bundle. Immutable. */
    public static final class Update {
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

    private final Server server;
    private final long largest;

    /**
     * @param server where to ask
     * @param largest bytes of a bundle at most
     */
    public Updates(Server server, long largest) {
        this.server = server;
        this.largest = largest;
    }

    /**
     * What this device should run.
     *
     * @param model name of the model
     * @param current version that runs now; empty for none
     * @param device installation id, decides on staged rollouts
     * @return {@link Update#NOTHING} if there is nothing newer
     * @throws IOException if there was no answer, or one that we cannot use
     */
    public Update check(String model, String current, String device) throws IOException {
        Server.Reply reply = server.get(
                "/v1/models/" + encoded(model) + "/update?current=" + encoded(current) + "&device=" + encoded(device));
        if (reply.status() == 204) {
            return Update.NOTHING;
        }
        if (reply.status() != 200) {
            throw new IOException("HTTP " + reply.status() + " for an update of " + model + ": " + reply.text());
        }
        return Update.read(reply.text());
    }

    /**
     * Fetches a bundle. An interrupted download goes on where it stopped; only a file with the right size and SHA-256
     * gets its final name.
     *
     * @param update what to fetch
     * @param folder where to; must exist
     * @return the file, named {@code <sha256>.zip}
     * @throws IOException if it could not be fetched whole, is too large, or is not what was promised
     */
    public File download(Update update, File folder) throws IOException {
        File done = new File(folder, update.sha256() + ".zip");
        if (done.length() == update.bytes() && Files.sha256(done).equals(update.sha256())) {
            return done;
        }
        if (update.bytes() > largest) {
            throw new IOException("Bundle of " + update.bytes() + " bytes; at most " + largest + " are taken");
        }
        File part = new File(folder, update.sha256() + ".part");
        if (part.length() > update.bytes()) {
            Files.delete(part);
        }
        if (part.length() < update.bytes()) {
            fetch(update, part);
        }
        if (part.length() < update.bytes()) {
            throw new IOException("Only " + part.length() + " of " + update.bytes() + " bytes came of " + update.url());
        }
        String sha256 = Files.sha256(part);
        if (!sha256.equals(update.sha256())) {
            Files.delete(part);
            throw new IOException("Bundle has SHA-256 " + sha256 + " instead of " + update.sha256());
        }
        Files.rename(part, done);
        return done;
    }

    private void fetch(Update update, File part) throws IOException {
        HttpURLConnection connection = server.open(update.url());
        long have = part.length();
        if (have > 0) {
            connection.setRequestProperty("Range", "bytes=" + have + "-");
        }
        connection.setRequestProperty("Accept-Encoding", "identity");
        int status = connection.getResponseCode();
        if (status != 200 && status != 206) {
            connection.disconnect();
            throw new IOException("HTTP " + status + " for " + update.url());
        }
        if (status == 200 || !startsAt(connection, have)) {
            if (status == 206 && have > 0) {
                connection.disconnect();
                throw new IOException("Asked for bytes from " + have + ", got " + range(connection));
            }
            have = 0;
        }
        InputStream in = connection.getInputStream();
        try {
            write(in, part, have, update.bytes());
        } finally {
            in.close();
        }
    }

    private static boolean startsAt(HttpURLConnection connection, long offset) {
        return range(connection).startsWith("bytes " + offset + "-");
    }

    private static String range(HttpURLConnection connection) {
        String range = connection.getHeaderField("Content-Range");
        return range == null ? "" : range;
    }

    private static void write(InputStream in, File part, long from, long size) throws IOException {
        RandomAccessFile out = new RandomAccessFile(part, "rw");
        try {
            out.setLength(from);
            out.seek(from);
            byte[] buffer = new byte[64 * 1024];
            long have = from;
            int n = in.read(buffer);
            while (n >= 0) {
                have += n;
                if (have > size) {
                    out.setLength(0);
                    throw new IOException("More than the " + size + " bytes that were promised");
                }
                out.write(buffer, 0, n);
                n = in.read(buffer);
            }
            out.getFD().sync();
        } finally {
            out.close();
        }
    }

    private static String encoded(String text) throws IOException {
        return URLEncoder.encode(text, "UTF-8").replace("+", "%20");
    }
}
