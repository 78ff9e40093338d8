package io.plumbline.drift.policy;

import io.plumbline.kernel.Nearest;
import io.plumbline.kernel.Rejection;
import java.time.ZoneId;

/** Names of time zones as people write them. */
public final class Zones {
    /** The usual zone. */
    public static final ZoneId UTC = ZoneId.of("UTC");

    private Zones() {}

    /**
     * A zone by its name in the IANA database; one that knows summer time, so no offset such as +02:00.
     *
     * @throws Rejection {@code policy-invalid} if there is none of that name
     */
    public static ZoneId of(String name) {
        if (ZoneId.getAvailableZoneIds().contains(name)) {
            return ZoneId.of(name);
        }
        throw Rejection.invalid(
                "policy-invalid",
                "zone is '" + name + "', which is no IANA time zone"
                        + Nearest.to(name, ZoneId.getAvailableZoneIds())
                                .map(near -> "; perhaps " + near + " is meant.")
                                .orElse("; write it like Africa/Lagos or UTC."));
    }
}
