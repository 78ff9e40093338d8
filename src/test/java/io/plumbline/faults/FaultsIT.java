package io.plumbline.faults;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The short form. The long one: {@code docs/faults.md}. */
class FaultsIT {
    @Test
    void everythingAcknowledgedIsCountedOnceAfterFiveFaults() throws IOException, SQLException, InterruptedException {
        // Given
        long seed = System.nanoTime();
        List<Fault> plan = new ArrayList<>(List.of(
                Fault.KILL_APP, Fault.KILL_BROKER, Fault.KILL_POSTGRES, Fault.CUT_POSTGRES, Fault.REFUSE_POSTGRES));
        Collections.shuffle(plan, new Random(seed));

        // When, Then
        Faults.run(plan, seed);
    }
}
