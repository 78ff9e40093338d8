package io.plumbline.access;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The token of whoever started Plumbline, in the file {@code admin.token} of its home.
 *
 * <p>It is made at the first start. If the file is missing, or holds a token that does not work (the database is another
 * one, or it was revoked), a new one takes its place and the old one stops to work.
 */
@ApplicationScoped
public class AdminToken {
    private static final Logger LOG = Logger.getLogger(AdminToken.class);
    private static final String NAME = "admin";

    private final Tokens tokens;
    private final AccessConfig config;
    private final Path file;
    private volatile @Nullable UUID id;

    AdminToken(
            Tokens tokens,
            AccessConfig config,
            @ConfigProperty(name = "plumbline.home", defaultValue = "${user.home}/.plumbline") String home) {
        this.tokens = tokens;
        this.config = config;
        this.file = Path.of(home, "admin.token");
    }

    /** Early, so that whoever prints a banner at the start finds it made. */
    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent started) {
        if (config.adminToken()) {
            ensure();
        }
    }

    /** Where the token is kept. */
    public Path file() {
        return file;
    }

    /** The id of the token, if one is kept. */
    Optional<UUID> id() {
        return Optional.ofNullable(id);
    }

    /**
     * Makes sure that the file holds a token that works.
     *
     * @throws UncheckedIOException if the file cannot be read or written
     */
    void ensure() {
        try {
            Optional<Caller> kept =
                    read().flatMap(tokens::recognise).filter(c -> c.roles().contains(Roles.ADMIN));
            if (kept.isPresent()) {
                id = kept.get().tokenId();
                return;
            }
            Tokens.Created created = tokens.replace(NAME, Set.of(Roles.ADMIN), "start");
            write(created.secret());
            id = created.token().id();
            LOG.infof("A new admin token is in %s", file);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The admin token cannot be kept in " + file
                            + ": make the folder writable, set plumbline.home to another, or set"
                            + " plumbline.access.admin-token=false",
                    e);
        }
    }

    private Optional<String> read() throws IOException {
        return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    }

    /** Readable by its owner alone from its first moment on, and never half written. */
    private void write(String secret) throws IOException {
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = folder.resolve(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(fresh, secret + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
