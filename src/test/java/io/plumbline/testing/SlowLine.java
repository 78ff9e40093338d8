package io.plumbline.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A line to a server on loopback that carries only so many bytes a second either way. */
public final class SlowLine implements AutoCloseable {
    private static final int PART = 16 << 10;

    private final ServerSocket here;
    private final URI server;
    private final long rate;

    private SlowLine(ServerSocket here, URI server, long rate) {
        this.here = here;
        this.server = server;
        this.rate = rate;
    }

    /**
     * Lays one.
     *
     * @param rate bytes a second, at least 1
     */
    public static SlowLine to(URI server, long rate) {
        try {
            SlowLine line = new SlowLine(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), server, rate);
            line.start(line::accept);
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server's address at this end. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + here.getLocalPort());
    }

    private void start(Runnable work) {
        Thread thread = new Thread(work, "slow-line");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (true) {
            try {
                Socket near = here.accept();
                // Else the system takes much of a content at once.
                near.setReceiveBufferSize(PART);
                Socket far = new Socket(server.getHost(), server.getPort());
                start(() -> carry(near, far));
                start(() -> carry(far, near));
            } catch (IOException e) {
                // Safe because: the client sees it if the server is gone.
                if (here.isClosed()) {
                    return;
                }
            }
        }
    }

    private void carry(Socket from, Socket to) {
        byte[] part = new byte[PART];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(part); n >= 0; n = in.read(part)) {
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(n) / rate);
                out.write(part, 0, n);
                out.flush();
            }
        } catch (IOException e) {
            // Safe because: one end is closed, and so is the other now.
            return;
        }
    }

    @Override
    public void close() {
        try {
            here.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
