package io.plumbline.ui.signals.view;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;

/**
 * What of a model is looked at.
 *
 * @param model its name
 * @param version version
 * @param place of the fleet
 * @param span how far back
 * @param from start of the first hour
 * @param until end of the last hour that was heard of, exclusive
 * @param told end of the last hour whose labels are waited for no longer, exclusive; no later than the other
 * @param zone whose days are meant
 */
public record Selection(
        String model, String version, Place place, Span span, Instant from, Instant until, Instant told, ZoneId zone) {

    /** Whose predictions: those of a segment, or with empty key and value the whole fleet. */
    public record Place(String key, String value) {
        /** Everybody. */
        public static final Place FLEET = new Place("", "");

        /** Whether it is everybody. */
        public boolean fleet() {
            return key.isEmpty();
        }

        /** For people. */
        public String words() {
            return fleet() ? "whole fleet" : key + " " + value;
        }

        /** In an address: "key=value", empty for the fleet. */
        public String word() {
            return fleet() ? "" : key + "=" + value;
        }
    }

    /** The bucket of an hour, by the bucket's start: itself, or its day. */
    public Instant bucket(Instant hour) {
        return span.daily() ? hour.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant() : hour;
    }

    /** "hour" or "day". */
    public String unit() {
        return span.daily() ? "day" : "hour";
    }

    /** The address of the same selection on another page below the model's. */
    public String on(String page) {
        return address(page, span, place);
    }

    /** The same with another span. */
    public String over(String page, Span other) {
        return address(page, other, place);
    }

    /** The same of another place. */
    public String at(String page, Place other) {
        return address(page, span, other);
    }

    private String address(String page, Span of, Place at) {
        return "/models/" + encoded(model) + "/" + page + (page.contains("?") ? "&" : "?") + "version="
                + encoded(version) + "&span=" + of.word() + (at.fleet() ? "" : "&segment=" + encoded(at.word()));
    }

    /** A text as part of an address. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
