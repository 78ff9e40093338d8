package io.plumbline.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.kernel.Rejection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSettingsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ftp://example.com/x              | begin with http",
                "javascript:alert(1)              | begin with http",
                "example.com/hook                 | begin with http",
                "''                               | begin with http",
                "https:///hook                    | names no host",
                "https:hook                       | names no host",
                "https://under_score/hook         | names no host",
                "https://anna:word@example.com/   | user or a password",
                "https://anna@example.com/        | user or a password",
                "https://example.com:0/           | ports go from",
                "https://example.com:70000/       | ports go from",
                "https://example.com/x#part       | behind '#'",
                "https://exam ple.com/            | at character 9",
                "http://[::1                      | cannot be read"
            })
    void anAddressThatCannotBeUsedIsSaid(String url, String words) {
        assertThatThrownBy(() -> settings(url)).isInstanceOfSatisfying(Rejection.class, r -> {
            assertThat(r.code()).isEqualTo("webhook-url-invalid");
            assertThat(r.detail()).contains(words);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:8080/hook?a=b",
                "https://tickets.example.com",
                "HTTPS://EXAMPLE.com/x",
                "http://[::1]:9000/",
                " https://10.0.0.7/hook "
            })
    void allOthersAreTaken(String url) {
        assertThat(settings(url).url()).isEqualTo(url.strip());
    }

    @Test
    void theNameAndTheTypesAreChecked() {
        assertThatThrownBy(() -> new WebhookSettings(" ", "http://a/", List.of(), Optional.empty(), true))
                .isInstanceOfSatisfying(
                        Rejection.class, r -> assertThat(r.code()).isEqualTo("webhook-name-invalid"));
        assertThatThrownBy(() -> new WebhookSettings("a", "http://a/", List.of("incident"), Optional.empty(), true))
                .isInstanceOfSatisfying(Rejection.class, r -> {
                    assertThat(r.code()).isEqualTo("webhook-type-unknown");
                    assertThat(r.detail()).contains("'incident'", "io.plumbline.incident.opened.v1");
                });
    }

    private static WebhookSettings settings(String url) {
        return new WebhookSettings("a", url, List.of(), Optional.empty(), true);
    }
}
