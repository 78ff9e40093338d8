package io.plumbline.profile;

import io.plumbline.ingest.BatchSink;
import io.plumbline.ingest.NewEvents;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;

/** Notes what new predictions add to the profiles; {@link ProfileCompaction} adds it up. */
@ApplicationScoped
public class ProfileSink implements BatchSink {
    private final ProfileTable table;

    public ProfileSink(ProfileTable table) {
        this.table = table;
    }

    @Override
    public int order() {
        return 10;
    }

    @Override
    public void accept(Connection connection, NewEvents events) throws SQLException {
        if (!events.predictions().isEmpty()) {
            DeltaCodec.Writer delta = new DeltaCodec.Writer();
            for (NewEvents.NewPrediction added : events.predictions()) {
                delta.add(added.slice(), added.label(), added.confidence(), added.inputs());
            }
            table.append(connection, delta);
        }
    }
}
