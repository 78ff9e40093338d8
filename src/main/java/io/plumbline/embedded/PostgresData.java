package io.plumbline.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/**
 * The database's folder and the two files beside it: {@code version}, the major version that the data is bound to, and
 * {@code password}, readable by its owner only.
 *
 * @param folder {@code <home>/postgres}
 */
record PostgresData(Path folder) {
    static final String USER = "plumbline";
    static final String DATABASE = "plumbline";

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int PASSWORD_BYTES = 32;

    /** Where PostgreSQL keeps its files. */
    Path data() {
        return folder.resolve("data");
    }

    /** What PostgreSQL has to say. */
    Path log() {
        return folder.resolve("server.log");
    }

    /**
     * Makes the database when there is none. Killed in the middle, it begins anew the next time: the folder gets its
     * name when it is complete.
     *
     * @throws EmbeddedFailure when the folder belongs to another major version, or the database cannot be made
     */
    void prepare(PostgresPrograms programs) {
        try {
            Files.createDirectories(folder);
            if (Files.isDirectory(data())) {
                requireMajor();
                password();
                return;
            }
            create(programs);
        } catch (IOException e) {
            throw new EmbeddedFailure("The database cannot be made in " + folder + ": " + e.getMessage(), e);
        }
    }

    /** @throws EmbeddedFailure when the file is gone */
    String password() {
        Path file = folder.resolve("password");
        try {
            return Files.readString(file, StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new EmbeddedFailure(
                    "The database's password cannot be read from " + file + ": " + e.getMessage()
                            + ". Put the file back, or move " + folder + " away to begin with an empty database.",
                    e);
        }
    }

    private void create(PostgresPrograms programs) throws IOException {
        Path unfinished = folder.resolve("data.unfinished");
        HomeFolder.delete(unfinished);
        Path password = writePassword();
        check(
                "initdb",
                programs.run(
                        LIMIT,
                        "",
                        "initdb",
                        List.of(
                                "--pgdata=" + unfinished,
                                "--username=" + USER,
                                "--pwfile=" + password,
                                "--auth=scram-sha-256",
                                "--encoding=UTF8",
                                "--locale=C",
                                "--locale-provider=builtin",
                                "--builtin-locale=C.UTF-8")));
        PostgresPrograms.Outcome made = programs.run(
                LIMIT,
                "CREATE DATABASE " + DATABASE + "\n",
                "postgres",
                List.of("--single", "-D", unfinished.toString(), "postgres"));
        if (!made.ok() || made.output().contains("ERROR:")) {
            throw new EmbeddedFailure("The database cannot be made: " + made.output());
        }
        Files.writeString(folder.resolve("version"), PostgresBinaries.major() + "\n");
        Files.move(unfinished, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path writePassword() throws IOException {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        Path file = folder.resolve("password");
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                file,
                Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n",
                StandardOpenOption.TRUNCATE_EXISTING);
        return file;
    }

    private void requireMajor() throws IOException {
        Path beside = folder.resolve("version");
        Path inside = data().resolve("PG_VERSION");
        String major = Files.readString(Files.exists(beside) ? beside : inside).strip();
        if (!major.equals(PostgresBinaries.major())) {
            throw new EmbeddedFailure("The database in " + folder + " was made by PostgreSQL " + major
                    + ", and this Plumbline carries " + PostgresBinaries.major() + ", which cannot read it. Start the"
                    + " Plumbline that made it and dump its data, or choose another home: -Dplumbline.home=/some/folder,"
                    + " or move " + folder + " away to begin with an empty database.");
        }
    }

    private static void check(String what, PostgresPrograms.Outcome outcome) {
        if (!outcome.ok()) {
            throw new EmbeddedFailure("The database cannot be made (" + what + "): "
                    + outcome.output().strip() + "\n" + EmbeddedFailure.useYourOwn());
        }
    }
}
