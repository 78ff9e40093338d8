package io.plumbline.client;

import java.io.File;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.Collections;

/**
 * Uploads pictures under their SHA-256, at once or later.
 *
 * <p>A picture that was {@link #keep kept} waits in a folder, under its own name, until the server has it; a kill loses
 * none. Send the pictures before the events that name them. Safe from several threads.
 */
public final class Images {
    private static final long LARGEST = 16L * 1024 * 1024;

    private final Server server;
    private final File folder;
    private final String query;
    private final Object keeping = new Object();

    /**
     * @param server where they go
     * @param folder where pictures wait; made if it is not there
     */
    public Images(Server server, File folder) throws IOException {
        this(server, folder, "", "");
    }

    /**
     * As above, telling whose the pictures are and what may be done with them.
     *
     * @param source as the events of this device say it, so that its pictures can be forgotten; may be empty
     * @param consent "training", "diagnosis", or "none" to take it back; empty: what the server takes for agreed
     */
    public Images(Server server, File folder, String source, String consent) throws IOException {
        this.server = server;
        this.folder = Files.folder(folder);
        this.query = parameter("?", "source", source) + parameter(source.isEmpty() ? "?" : "&", "consent", consent);
    }

    private static String parameter(String before, String name, String value) throws IOException {
        return value.isEmpty() ? "" : before + name + "=" + URLEncoder.encode(value, "UTF-8");
    }

    /**
     * Uploads a picture now.
     *
     * @param picture a PNG or JPEG file's bytes
     * @return its SHA-256 in 64 hexadecimal digits
     * @throws IOException if the server is away or does not take it
     */
    public String put(byte[] picture) throws IOException {
        String sha256 = Files.sha256(picture);
        Server.Reply reply = upload(sha256, picture);
        if (!reply.ok()) {
            throw new IOException("HTTP " + reply.status() + " for picture " + sha256 + ": " + reply.text());
        }
        return sha256;
    }

    /**
     * Keeps a picture to be uploaded by {@link #flush}.
     *
     * @param picture a PNG or JPEG file's bytes, at most 16 MiB
     * @return its SHA-256 in 64 hexadecimal digits
     */
    public String keep(byte[] picture) throws IOException {
        mediaType(picture);
        if (picture.length > LARGEST) {
            throw new IOException("A picture has at most " + LARGEST + " bytes, this one " + picture.length);
        }
        String sha256 = Files.sha256(picture);
        File file = new File(folder, sha256);
        synchronized (keeping) {
            if (!file.exists()) {
                Files.replace(file, picture);
            }
        }
        return sha256;
    }

    /**
     * Uploads what waits. A picture that the server refuses for good is given up.
     *
     * @throws IOException if the server is away or does not take our token; what is not uploaded stays
     */
    public synchronized void flush() throws IOException {
        String[] names = folder.list();
        if (names == null) {
            throw new IOException("Could not list " + folder);
        }
        Arrays.sort(names);
        for (String name : names) {
            File file = new File(folder, name);
            if (name.length() != 64) {
                continue;
            }
            byte[] picture = Files.read(file, LARGEST);
            Server.Reply reply = upload(name, picture);
            boolean givenUp =
                    reply.status() == 400 || reply.status() == 413 || reply.status() == 415 || reply.status() == 422;
            if (!reply.ok() && !givenUp) {
                throw new IOException("HTTP " + reply.status() + " for picture " + name);
            }
            Files.delete(file);
        }
    }

    private Server.Reply upload(String sha256, byte[] picture) throws IOException {
        return server.send(
                "PUT",
                "/v1/images/" + sha256 + query,
                Collections.singletonMap("Content-Type", mediaType(picture)),
                picture);
    }

    private static String mediaType(byte[] picture) {
        if (picture.length > 8 && (picture[0] & 255) == 0x89 && picture[1] == 'P' && picture[2] == 'N') {
            return "image/png";
        }
        if (picture.length > 8 && (picture[0] & 255) == 0xff && (picture[1] & 255) == 0xd8) {
            return "image/jpeg";
        }
        throw new IllegalArgumentException("Neither a PNG nor a JPEG picture");
    }
}
