package io.plumbline.drift.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.plumbline.drift.alarm.FieldYears.Kind;
import io.plumbline.embedded.EmbeddedServers;
import io.plumbline.store.Transactions;
import io.plumbline.testing.SharedServers;
import io.plumbline.testing.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The short form of {@link SimulatedYears}. */
@ExtendWith(SharedServers.class)
class SimulatedYearsTest {
    @Test
    void whatIsPlantedIsFoundWhereItIsAndNothingElse(EmbeddedServers servers) throws SQLException {
        TestDatabase database = TestDatabase.create(servers, "years");
        try (AgroalDataSource pool = database.pool()) {
            // Given
            SimulatedYears years = new SimulatedYears(new Transactions(pool), 1);
            // When
            years.run(Kind.NOTHING, 3);
            years.run(Kind.FEEDBACK, 2);
            years.run(Kind.ABRUPT, 2);
            years.run(Kind.MAKE, 3);
            // Then
            for (SimulatedYears.Result result : years.results()) {
                assertThat(result.falseOnes()).as("%s", result).isZero();
                if (result.kind().harmful()) {
                    assertThat(result.detection()).as("%s", result).isPresent();
                    assertThat(result.detection().orElseThrow().place()).isEqualTo(result.place());
                }
            }
        }
    }
}
