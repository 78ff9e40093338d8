package io.plumbline.lifecycle;

import java.util.UUID;

/**
 * A CloudEvent 1.0 about something that happened.
 *
 * @param id its id, the same however often it is sent
 * @param type its type
 * @param model name of the model; empty if it concerns none
 * @param subject model and version, as in {@code garments/3}; empty if it concerns none
 * @param body all of it as JSON (structured mode)
 */
record LifecycleEvent(UUID id, String type, String model, String subject, String body) {}
