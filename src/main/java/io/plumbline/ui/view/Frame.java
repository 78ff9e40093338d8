package io.plumbline.ui.view;

/**
 * What surrounds every page.
 *
 * @param title of the page
 * @param section which entry of the navigation is the present one: "models", "incidents", "jobs", "letters", "webhooks"
 *     or empty
 * @param person name of the token that is signed in; empty for nobody
 * @param csrf value of the hidden field of every form; empty for nobody
 * @param live whether the page renews its marked parts by itself
 * @param waiting incidents that are open
 * @param server address that the reader's browser uses, for commands to copy; without a slash at its end
 */
public record Frame(
        String title, String section, String person, String csrf, boolean live, long waiting, String server) {

    /** A page on which no incident waits, and nothing is to be copied. */
    public Frame(String title, String section, String person, String csrf, boolean live) {
        this(title, section, person, csrf, live, 0, "");
    }

    /** A page for somebody who has not signed in. */
    public static Frame outside(String title) {
        return new Frame(title, "", "", "", false);
    }

    /** Whether somebody is signed in. */
    public boolean signedIn() {
        return !person.isEmpty();
    }
}
