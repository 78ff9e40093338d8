package io.plumbline.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * One home, one copy. The operating system lets go of the lock when the process ends, however it ends, so a lock file
 * that was left behind never stands in the way. The file names the process that holds it.
 */
public final class HomeLock implements AutoCloseable {
    private static final int LONGEST_PID = 20;

    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes {@code <home>/lock}.
     *
     * @param home an existing folder
     * @throws EmbeddedFailure when another copy holds it, or the file cannot be locked
     */
    public static HomeLock acquire(Path home) {
        Path file = home.resolve("lock");
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                throw taken(home, holder(channel));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
            HomeLock held = new HomeLock(channel);
            channel = null;
            return held;
        } catch (IOException e) {
            throw new EmbeddedFailure(
                    "The file " + file + " cannot be locked: " + e.getMessage()
                            + ". Choose a home on a local disk: -Dplumbline.home=/some/folder (or PLUMBLINE_HOME=/some/folder).",
                    e);
        } finally {
            closeQuietly(channel);
        }
    }

    /** Lets go. The file stays: removing it would let two copies lock two files of one name. */
    @Override
    public void close() {
        closeQuietly(channel);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // Held by this very process.
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST_PID);
        channel.read(bytes, 0);
        String pid = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
        return pid.isEmpty() ? "" : " (process " + pid + ")";
    }

    private static EmbeddedFailure taken(Path home, String holder) {
        return new EmbeddedFailure("Another copy of Plumbline" + holder + " is using " + home
                + ". Stop it, or give this copy a home of its own: -Dplumbline.home=/some/folder"
                + " (or PLUMBLINE_HOME=/some/folder).");
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            // Safe because: the operating system lets go of the lock with the process at the latest.
            System.getLogger(HomeLock.class.getName()).log(System.Logger.Level.DEBUG, "closing the lock file", e);
        }
    }
}
