package io.plumbline.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A TCP proxy on loopback that can do to connections what networks do. Thread-safe. */
final class Proxy implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;
    private static final int BACKLOG = 200;
    /** Shorter than what the application asks of PostgreSQL, a minute: the run shall not wait for it. */
    private static final Duration PROBES = Duration.ofSeconds(15);

    private final ServerSocket listening;
    private final int target;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private boolean refusing;
    private boolean holding;

    /** Leads from any free port to a port, which nobody needs to listen on yet. */
    Proxy(int target) {
        this.target = target;
        try {
            this.listening = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Resets all connections. New ones are let through. */
    void cut() {
        links.forEach(link -> link.close(true));
    }

    /** Resets all connections, and new ones at once, until {@link #open}. */
    synchronized void refuse() {
        refusing = true;
        cut();
    }

    /** Holds every byte back until {@link #open}; nobody is told. */
    synchronized void hold() {
        holding = true;
    }

    /**
     * Makes the connections that there are deaf and dumb, and tells nobody: as where a router forgets them. After a while the
     * server's probes (TCP keep-alive) find it out; the client never does until {@link #bury}. New ones are let through.
     */
    void lose() {
        List<Link> lost = List.copyOf(links);
        lost.forEach(link -> link.lost = true);
        daemon(() -> {
            LockSupport.parkNanos(PROBES.toNanos());
            lost.forEach(link -> Link.close(link.server, true));
        });
    }

    /** Resets lost connections, as a network does some day. */
    void bury() {
        links.stream().filter(link -> link.lost).forEach(link -> link.close(true));
    }

    /** Lets everything through again. */
    synchronized void open() {
        refusing = false;
        holding = false;
        notifyAll();
    }

    private synchronized boolean refuses() {
        return refusing;
    }

    private synchronized void awaitPassing(Link link) throws InterruptedException {
        while (holding || link.lost) {
            if (link.client.isClosed()) {
                return;
            }
            wait(100);
        }
    }

    private void accept() {
        while (true) {
            try {
                Socket client = listening.accept();
                Link link = new Link(client, new Socket());
                if (refuses()) {
                    link.close(true);
                } else {
                    daemon(() -> connect(link));
                }
            } catch (IOException e) {
                if (listening.isClosed()) {
                    return;
                }
                throw new UncheckedIOException(e);
            }
        }
    }

    private void connect(Link link) {
        links.add(link);
        try {
            link.client.setTcpNoDelay(true);
            link.server.setTcpNoDelay(true);
            link.server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
            daemon(() -> pump(link, link.server, link.client));
            pump(link, link.client, link.server);
        } catch (IOException e) {
            end(link);
        }
    }

    private void pump(Link link, Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                awaitPassing(link);
                out.write(buffer, 0, n);
            }
            // A lost connection does not tell of its end either: the other side is to find out by itself.
            awaitPassing(link);
        } catch (IOException e) {
            awaitQuietly(link);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end(link);
        }
    }

    private void awaitQuietly(Link link) {
        try {
            awaitPassing(link);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(Link link) {
        link.close(false);
        links.remove(link);
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }

    /** The two halves of a connection. */
    private static final class Link {
        final Socket client;
        final Socket server;
        volatile boolean lost;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void close(boolean reset) {
            close(client, reset);
            close(server, reset);
        }

        private static void close(Socket socket, boolean reset) {
            try {
                if (reset && !socket.isClosed()) {
                    socket.setSoLinger(true, 0);
                }
                socket.close();
            } catch (IOException e) {
                // Safe because: closed by the other side in this moment, which is what we want.
                return;
            }
        }
    }
}
