package io.plumbline.lifecycle;

/** The topic that other systems read. */
interface LifecycleTopic {
    /**
     * Puts an event behind the last one; it is durable when this returns.
     *
     * @param key events of one key stay in order; empty: of none
     * @param body the CloudEvent as JSON
     * @throws io.plumbline.kernel.Rejection UNAVAILABLE if the broker does not take it in time; it may have it all the same
     */
    void put(String key, String body);
}
