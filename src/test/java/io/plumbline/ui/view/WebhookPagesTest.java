package io.plumbline.ui.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.ui.view.operation.LettersView;
import io.plumbline.ui.view.operation.WebhooksView;
import io.plumbline.ui.view.operation.WebhooksView.Kind;
import io.plumbline.ui.view.operation.WebhooksView.Log;
import io.plumbline.ui.view.operation.WebhooksView.Row;
import io.plumbline.ui.view.operation.WebhooksView.Sent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Renders the pages of webhooks from made-up facts; the files under target/ui-shots are for looking at. */
class WebhookPagesTest {
    private static final Path SHOTS = Path.of("target", "ui-shots");
    private static final Row TICKETS = new Row(
            1,
            "Ticket system",
            "https://tickets.example.com/hooks/p",
            "everything that happens",
            true,
            1204,
            2,
            1,
            true);
    private static final Row PAGER = new Row(
            2, "Pager <b>", "http://10.0.0.7:8080/page", "incident opened · only garments", false, 0, 0, 0, false);
    private static final Stamp AT = Stamp.of(Samples.NOW);

    @Test
    void theListSaysWhoIsToldWhatAndHowThatGoes() throws IOException {
        // When
        String page = page("webhooks", view(true, WebhooksView.Fresh.NONE));
        // Then
        assertThat(page)
                .contains(
                        "1,204 delivered, 2 waiting, 1 given up",
                        "nothing sent yet",
                        "<span class=\"chip bad\">on</span>",
                        "Pager &lt;b&gt;")
                .contains("action=\"/webhooks/1/test\"", "action=\"/webhooks/2/switch\"", "version rolled back")
                .doesNotContain("action=\"/webhooks/2/test\"", "id=\"secret\"");
    }

    @Test
    void aSecretIsShownRightAfterItWasMade() throws IOException {
        String page = page("webhooks-fresh", view(true, new WebhooksView.Fresh("Pager", "whs_abc")));
        assertThat(page).contains("The secret of Pager", "whs_abc", "not shown again");
    }

    @Test
    void whoMayNotChangeThemIsOfferedNoButtons() throws IOException {
        String page = page("webhooks-read", view(false, WebhooksView.Fresh.NONE));
        assertThat(page).contains("Ticket system").doesNotContain("action=\"/webhooks");
    }

    @Test
    void theLogSaysWhatBecameOfEachDelivery() throws IOException {
        // Given
        List<Sent> rows = List.of(
                sent(9, "waiting", 3, "503", "It answered 503.", "next"),
                sent(8, "delivered", 1, "204", "", "ended"),
                sent(7, "given-up", 9, "", "It did not answer within 10.0 seconds.", "ended"));
        Log log = new Log(TICKETS, rows, LettersView.part(0, 3, 3), "", "", true);
        // When
        String page = page("webhook", Map.of("log", log, "notice", "It is sent again in a moment."));
        // Then
        assertThat(page)
                .contains("incident opened", "garments/3", "given up", "9 attempts", "1 attempt<", "503")
                .contains("action=\"/webhooks/1/deliveries/7/redeliver\"", "data-label=\"next\"");
    }

    private static Sent sent(long id, String state, int attempts, String answer, String error, String whenWords) {
        return new Sent(
                id,
                WebhooksView.words("io.plumbline.incident.opened.v1"),
                "garments/3",
                AT,
                WebhooksView.mark(state),
                WebhooksView.attempts(attempts),
                answer,
                error,
                whenWords,
                AT);
    }

    private static Map<String, Object> view(boolean mayChange, WebhooksView.Fresh fresh) {
        WebhooksView view = new WebhooksView(
                List.of(PAGER, TICKETS),
                List.of(
                        Kind.of("io.plumbline.incident.opened.v1"),
                        Kind.of("io.plumbline.job.failed.v1"),
                        Kind.of("io.plumbline.version.rolled-back.v1")),
                List.of("garments"),
                mayChange);
        return Map.of("view", view, "fresh", fresh, "notice", "");
    }

    private static String page(String name, Map<String, Object> data) throws IOException {
        Map<String, Object> all = new HashMap<>(data);
        all.put("frame", new Frame("Webhooks", "webhooks", "anna", "c5rf", true));
        String page = Templates.render(name.startsWith("webhooks") ? "webhooks" : "webhook", all);
        Files.createDirectories(SHOTS);
        Files.writeString(SHOTS.resolve(name + ".html"), page);
        return page;
    }
}
