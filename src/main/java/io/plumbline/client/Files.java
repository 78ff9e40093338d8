package io.plumbline.client;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** File steps that a kill cannot leave half done. Stateless. */
final class Files {
    private Files() {}

    /** Makes the folder, if it is not there. */
    static File folder(File path) throws IOException {
        if (!path.isDirectory() && !path.mkdirs() && !path.isDirectory()) {
            throw new IOException("Could not make the folder " + path);
        }
        return path;
    }

    /** Writes beside the file, then renames: readers see the old content or the new. */
    static void replace(File path, byte[] content) throws IOException {
        File fresh = new File(path.getPath() + ".new");
        FileOutputStream out = new FileOutputStream(fresh);
        try {
            out.write(content);
        } finally {
            out.close();
        }
        rename(fresh, path);
    }

    static void rename(File from, File to) throws IOException {
        if (!from.renameTo(to)) {
            throw new IOException("Could not rename " + from + " to " + to);
        }
    }

    /** Deletes the file, if it is there. */
    static void delete(File path) throws IOException {
        if (path.exists() && !path.delete() && path.exists()) {
            throw new IOException("Could not delete " + path);
        }
    }

    static byte[] read(File path, long most) throws IOException {
        InputStream in = new FileInputStream(path);
        try {
            return Server.readAll(in, most);
        } finally {
            in.close();
        }
    }

    /** SHA-256 in 64 hexadecimal digits. */
    static String sha256(byte[] content) {
        return hex(digest().digest(content));
    }

    /** SHA-256 of a file's content, in 64 hexadecimal digits. */
    static String sha256(File path) throws IOException {
        MessageDigest digest = digest();
        InputStream in = new FileInputStream(path);
        try {
            byte[] buffer = new byte[64 * 1024];
            int n = in.read(buffer);
            while (n >= 0) {
                digest.update(buffer, 0, n);
                n = in.read(buffer);
            }
        } finally {
            in.close();
        }
        return hex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static String hex(byte[] bytes) {
        StringBuilder out = new StringBuilder(2 * bytes.length);
        for (byte b : bytes) {
            out.append(Character.forDigit((b >> 4) & 15, 16)).append(Character.forDigit(b & 15, 16));
        }
        return out.toString();
    }
}
