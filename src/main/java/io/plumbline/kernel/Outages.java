package io.plumbline.kernel;

import java.util.Optional;

/** Tells a failure that comes of something of ours being away from all others. */
public interface Outages {
    /**
     * What a caller is told.
     *
     * @param failure what was thrown, whatever wraps the cause
     * @return a rejection (UNAVAILABLE) if trying again may help; empty otherwise
     */
    Optional<Rejection> of(Throwable failure);
}
