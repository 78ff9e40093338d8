package io.plumbline.retrain.gate;

import io.plumbline.picture.Gone;
import io.plumbline.picture.PictureUse;
import io.plumbline.store.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/** What models said about pictures is evidence and stays; whose the pictures were is forgotten with them. */
@ApplicationScoped
@Sql
class JudgedUse implements PictureUse {
    /** Pictures of one device stay pictures of one device: the gates count devices, whoever they are. */
    private static final String RENAME = "update judged_picture set device = ? where device = ?";

    @Override
    public String what() {
        return "judged pictures";
    }

    @Override
    public long drop(Connection c, Gone gone) throws SQLException {
        if (gone.source().isEmpty()) {
            return 0;
        }
        try (PreparedStatement rename = c.prepareStatement(RENAME)) {
            rename.setString(1, "forgotten-" + UUID.randomUUID());
            rename.setString(2, gone.source().get());
            return rename.executeUpdate();
        }
    }
}
