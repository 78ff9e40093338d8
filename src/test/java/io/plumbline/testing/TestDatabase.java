package io.plumbline.testing;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.plumbline.embedded.EmbeddedServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.flywaydb.core.Flyway;

/**
 * A database with the schema of the application. Its sessions have a time zone that no machine has.
 *
 * @param url where it is
 * @param user who may use it
 * @param password the word that the user needs
 */
public record TestDatabase(String url, String user, String password) {
    private static final String TEMPLATE = "migrated";

    /** Makes one. The first of a server is migrated from nothing, all are copies of that. */
    public static synchronized TestDatabase create(EmbeddedServers servers, String name) throws SQLException {
        try (Connection c = DriverManager.getConnection(servers.jdbcUrl(), servers.user(), servers.password());
                Statement statement = c.createStatement()) {
            if (!isThere(statement, TEMPLATE)) {
                statement.execute("create database " + TEMPLATE);
                Flyway.configure()
                        .dataSource(url(servers, TEMPLATE), servers.user(), servers.password())
                        .locations("filesystem:migrations")
                        .load()
                        .migrate();
            }
            statement.execute("create database " + name + " template " + TEMPLATE);
        }
        return new TestDatabase(url(servers, name), servers.user(), servers.password());
    }

    private static boolean isThere(Statement statement, String name) throws SQLException {
        try (ResultSet found = statement.executeQuery("select from pg_database where datname = '" + name + "'")) {
            return found.next();
        }
    }

    private static String url(EmbeddedServers servers, String name) {
        return servers.jdbcUrl().replaceFirst("/[^/?]+(\\?|$)", "/" + name + "$1");
    }

    /** A pool of connections to it. */
    public AgroalDataSource pool() {
        try {
            return AgroalDataSource.from(
                    new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(pool -> pool.maxSize(4)
                            .acquisitionTimeout(Duration.ofSeconds(5))
                            .exceptionSorter(new PostgreSQLExceptionSorter())
                            .connectionFactoryConfiguration(to -> to.jdbcUrl(url)
                                    .principal(new NamePrincipal(user))
                                    .credential(new SimplePassword(password))
                                    .initialSql("SET TIME ZONE 'Asia/Kathmandu'"))));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of the first row, a number. */
    public long number(String sql) {
        return Long.parseLong(text(sql).strip());
    }

    /** All rows, a line each, in the order of their text. */
    public String text(String sql) {
        try (Connection c = DriverManager.getConnection(url, user, password);
                Statement statement = c.createStatement();
                ResultSet row = statement.executeQuery(
                        "select coalesce(string_agg(t::text, E'\\n' order by t::text), '') from (" + sql
                                + ") as rows (t)")) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Every column of every row of a table, but for the time of writing. */
    public String dump(String table) {
        return text("select (to_jsonb(x) - 'touched_at' - 'changed')::text from " + table + " as x");
    }
}
