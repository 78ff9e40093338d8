package io.plumbline.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** TCP ports of this machine. A port seen free may be taken a moment later: callers that choose one try again. */
public final class Ports {
    private Ports() {}

    /**
     * A port of the loopback address that nobody listens on.
     *
     * @throws EmbeddedFailure when the machine has none left
     */
    public static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new EmbeddedFailure("No free port on the loopback address: " + e.getMessage(), e);
        }
    }

    /**
     * Finds out before anything is started that a port is taken.
     *
     * @param host the address to listen on
     * @param port 0..65535, where 0 means any and is always free
     * @param remedy the sentence that tells which setting chooses another port
     * @throws EmbeddedFailure when something listens there already, or the address is not one of this machine's
     */
    public static void requireFree(String host, int port, String remedy) {
        if (port == 0) {
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            // Safe because: as the servers do themselves; connections that linger after a stop are no reason to refuse.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port), 1);
        } catch (IOException e) {
            throw new EmbeddedFailure(
                    "Cannot listen on " + host + " port " + port + " (" + e.getMessage() + "). " + remedy, e);
        }
    }
}
