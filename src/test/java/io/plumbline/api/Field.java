package io.plumbline.api;

import io.plumbline.access.Roles;
import io.plumbline.ingest.IngestWorker;
import io.plumbline.profile.ProfileCompaction;
import io.plumbline.store.Transactions;
import io.plumbline.testing.Await;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Phones that send events, the ingest behind them, and a look at what was stored. */
@ApplicationScoped
class Field {
    static final String BATCH = "application/cloudevents-batch+json";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Calls calls;
    private final Transactions transactions;
    private final IngestWorker ingest;
    private final ProfileCompaction compaction;

    Field(Calls calls, Transactions transactions, IngestWorker ingest, ProfileCompaction compaction) {
        this.calls = calls;
        this.transactions = transactions;
        this.ingest = ingest;
        this.compaction = compaction;
    }

    /** Registers a model of a name that no other test has, and sees to it that events are read. */
    String model(URI base) {
        ingest.start();
        String name = "field-" + UUID.randomUUID().toString().substring(0, 8);
        calls.send(
                "PUT",
                base.resolve("/v1/models/" + name),
                "{\"title\":\"Field\",\"segments\":[\"device\"]}".getBytes(StandardCharsets.UTF_8),
                "Authorization",
                calls.bearer(Roles.SCIENTIST),
                "Content-Type",
                "application/json");
        return name;
    }

    /** Sends a batch as a phone; the first is tried again while the topic is being made. */
    HttpResponse<String> send(URI base, String... events) {
        List<HttpResponse<String>> answers = new ArrayList<>();
        String bearer = calls.bearer(Roles.DEVICE);
        Await.until("the broker is ready", PATIENCE, () -> {
            answers.clear();
            answers.add(calls.send(
                    "POST",
                    base.resolve("/v1/events"),
                    ("[" + String.join(",", events) + "]").getBytes(StandardCharsets.UTF_8),
                    "Authorization",
                    bearer,
                    "Content-Type",
                    BATCH));
            return answers.get(0).statusCode() != 503;
        });
        return answers.get(0);
    }

    /** Returns when an event of a device is stored; all that the device had sent before it are, too. */
    void awaitStored(String source, String id) {
        Await.until(source + " " + id, PATIENCE, () -> number("""
                                select (select count(*) from prediction where source = ? and id = ?)
                                     + (select count(*) from correction where source = ? and id = ?)
                                """, source, id, source, id) > 0);
        // No background works in these tests.
        compaction.compact();
    }

    /** The first column of the first row, a number; zero for null. */
    long number(String sql, String... parameters) {
        return Long.parseLong(text(sql, parameters).replace("null", "0"));
    }

    /** The first column of all rows. */
    String text(String sql, String... parameters) {
        return transactions.run(c -> {
            try (PreparedStatement select = c.prepareStatement(sql)) {
                for (int i = 0; i < parameters.length; i++) {
                    select.setString(i + 1, parameters[i]);
                }
                List<String> values = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        values.add(String.valueOf(row.getString(1)));
                    }
                }
                return String.join(" ", values);
            }
        });
    }
}
