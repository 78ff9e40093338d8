package io.plumbline.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.client.EventSender;
import io.plumbline.client.EventSpool;
import io.plumbline.client.LoopbackPlumbline;
import io.plumbline.client.Server;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AckLedgerTest {
    private static final String EVENT =
            "{\"type\":\"io.plumbline.%s.v1\",\"source\":\"/devices/1\",\"id\":\"%d\",\"data\":{\"label\":\"%s\"}}";

    @TempDir
    Path folder;

    private EventSpool spool() throws IOException {
        return new EventSpool(new File(folder.toFile(), "spool"), 1 << 20, false);
    }

    @Test
    void countsEachEventOnceEvenIfAKillCameBeforeTheSpoolKnew() throws IOException {
        Path file = folder.resolve("ledger");
        byte[] spoolBefore;
        try (LoopbackPlumbline server = new LoopbackPlumbline()) {
            // Given
            try (EventSpool spool = spool()) {
                spool.append(EVENT.formatted("prediction", 1, "boot"));
                spool.append(EVENT.formatted("prediction", 2, "boot"));
                spool.append(EVENT.formatted("correction", 3, "boot"));
                spool.append(EVENT.formatted("prediction", 4, "poison"));
                spoolBefore = Files.readAllBytes(folder.resolve("spool"));
                flush(server, spool, new AckLedger(file));
            }

            // When
            Files.write(folder.resolve("spool"), spoolBefore);
            try (EventSpool spool = spool()) {
                spool.append(EVENT.formatted("prediction", 5, "boot"));
                flush(server, spool, new AckLedger(file));
            }

            // Then
            assertThat(AckLedger.read(file)).isEqualTo(new AckLedger.Totals(3, 1, 1));
            assertThat(server.events()).hasSize(4);
        }
    }

    @Test
    void aTornLastLineIsForgotten() throws IOException {
        // Given
        Path file = folder.resolve("ledger");
        Files.writeString(file, "/devices/1 4 3 1 0\n/devices/2 9 9 0 0\n/devices/1 7 6 1 0\n/devices/1 93");

        // When
        AckLedger ledger = new AckLedger(file);

        // Then
        assertThat(ledger.totals()).isEqualTo(new AckLedger.Totals(15, 1, 0));
        Files.writeString(file, "x", StandardOpenOption.APPEND);
        assertThat(AckLedger.read(file)).isEqualTo(ledger.totals());
    }

    private static void flush(LoopbackPlumbline server, EventSpool spool, AckLedger ledger) throws IOException {
        new EventSender(new Server(server.url(), "t"), spool, ledger.of("/devices/1")).flush();
    }
}
