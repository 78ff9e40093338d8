package io.plumbline.kernel;

/** Where changes go that other systems are to hear of. A port: the lifecycle implements it, the ledger calls it. */
public interface Announcements {
    /** Announces a change, exactly if the caller's transaction is kept. */
    void announce(Change change);
}
