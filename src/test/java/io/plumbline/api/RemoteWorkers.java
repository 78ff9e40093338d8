package io.plumbline.api;

import io.plumbline.app.Main;
import io.plumbline.testing.Child;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Workers that have an address and a token, each in a process of its own. */
final class RemoteWorkers {
    private RemoteWorkers() {}

    /**
     * Starts one.
     *
     * @param folder for its files
     * @param home where it would keep servers of its own
     * @param bearer header of a token with the role worker
     */
    static Child start(String name, Path folder, Path home, URI base, String bearer) throws IOException {
        Path token = folder.resolve("worker.token");
        Files.writeString(token, bearer.replace("Bearer ", "") + "\n");
        return new Child(
                name,
                folder,
                List.of(
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-Dplumbline.home=" + home,
                        "-Dplumbline.roles=train",
                        "-Dplumbline.worker.server=" + base,
                        "-Dplumbline.worker.token-file=" + token,
                        "-Dplumbline.worker.name=" + name,
                        "-Dplumbline.worker.poll=200ms",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName()));
    }
}
