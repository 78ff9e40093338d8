package io.plumbline.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.embedded.EmbeddedServers;
import io.plumbline.testing.SharedServers;
import io.plumbline.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is copied is what is read. */
@ExtendWith(SharedServers.class)
class BinaryCopyTest {
    private static final String SUPPLEMENTARY = "a\u00e9\u20ac\ud83d\ude42z";

    @Test
    void everyTypeComesBackAsItWas(EmbeddedServers servers) throws SQLException {
        // Given
        TestDatabase database = TestDatabase.create(servers, "binary_copy");
        BinaryCopy copy = rows();
        // When
        try (Connection c = connect(database);
                Statement statement = c.createStatement()) {
            statement.execute("set time zone 'UTC'; create table t (a text, j jsonb, b bytea, i integer, l bigint,"
                    + " d double precision, f boolean, w timestamptz, x text[])");
            assertThat(copy.send(c, "copy t from stdin (format binary)")).isEqualTo(3);
        }
        // Then
        assertThat(database.text("select a from t where i is not null")).isEqualTo(SUPPLEMENTARY);
        assertThat(database.text("select j->>E'k\"\\\\\\n' from t where i is not null"))
                .isEqualTo(SUPPLEMENTARY);
        assertThat(database.text("select encode(b, 'hex') || i || l || d || f from t where i is not null"))
                .isEqualTo("0001ff-21474836489223372036854775807-0.1true");
        assertThat(database.text("select extract(epoch from w) from t where i is not null"))
                .isEqualTo("-0.000001");
        assertThat(database.text("select x = array['', 'b,\"{}', '" + SUPPLEMENTARY + "'] from t where i is not null"))
                .isEqualTo("true");
        assertThat(database.text("select f || x::text from t where a = ''")).isEqualTo("false{}");
        assertThat(database.number("select num_nulls(a, j, b, i, l, d, f, w, x) from t where a is null"))
                .isEqualTo(9);
    }

    /** One full, one of empty values, one of nulls. */
    private static BinaryCopy rows() {
        BinaryCopy copy = new BinaryCopy();
        copy.row(9)
                .text(SUPPLEMENTARY)
                .jsonb(new JsonText().object(Map.of("k\"\\\n", SUPPLEMENTARY)))
                .bytes(new byte[] {0, 1, -1})
                .int4(Integer.MIN_VALUE)
                .int8(Long.MAX_VALUE)
                .float8(-0.1)
                .bool(true)
                .timestamp(Instant.parse("1969-12-31T23:59:59.999999Z"))
                .texts(List.of("", "b,\"{}", SUPPLEMENTARY));
        copy.row(9)
                .text("")
                .nothing()
                .nothing()
                .nothing()
                .nothing()
                .nothing()
                .bool(false)
                .nothing()
                .texts(List.of());
        copy.row(9)
                .text(null)
                .jsonb(null)
                .nothing()
                .nothing()
                .nothing()
                .nothing()
                .nothing()
                .nothing()
                .nothing();
        return copy;
    }

    @Test
    void rowsThatStayBehindAreNotSent(EmbeddedServers servers) throws SQLException {
        // Given a thousand rows, of which each without a digit 7 stays behind, so that there are runs and single ones
        TestDatabase database = TestDatabase.create(servers, "binary_copy_part");
        BinaryCopy copy = new BinaryCopy();
        BitSet without = new BitSet();
        for (int i = 0; i < 1_000; i++) {
            copy.row(2).int4(i).text("row " + i);
            without.set(i, !Integer.toString(i).contains("7"));
        }
        // When
        try (Connection c = connect(database);
                Statement statement = c.createStatement()) {
            statement.execute("create table t (i integer, a text)");
            assertThat(copy.send(c, "copy t from stdin (format binary)", without))
                    .isEqualTo(271);
            BitSet all = new BitSet();
            all.set(0, 1_000);
            assertThat(copy.send(c, "copy t from stdin (format binary)", all)).isZero();
        }
        // Then
        assertThat(database.number("select count(*) from t where a = 'row ' || i and i::text like '%7%'"))
                .isEqualTo(271);
    }

    private static Connection connect(TestDatabase database) throws SQLException {
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }
}
