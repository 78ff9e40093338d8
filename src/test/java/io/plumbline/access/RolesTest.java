package io.plumbline.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.kernel.Rejection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolesTest {
    @Test
    void anAdminMayAll() {
        assertThat(Roles.implied(List.of(Roles.ADMIN))).containsExactlyInAnyOrderElementsOf(Roles.ALL);
        assertThat(Roles.implied(List.of(Roles.DEVICE))).containsExactly(Roles.DEVICE);
    }

    @Test
    void rolesAreKnownOnesAndAtLeastOne() {
        assertThat(Roles.checked(List.of("worker", "device", "worker"))).containsExactly("device", "worker");
        assertThatThrownBy(() -> Roles.checked(List.of())).isInstanceOf(Rejection.class);
        assertThatThrownBy(() -> Roles.checked(List.of("root"))).hasMessageContaining("'root'");
    }

    @Test
    void tokensAreRandomAndOfOneForm() {
        // Given
        Secrets secrets = new Secrets();
        // When
        String token = secrets.nextToken();
        // Then
        assertThat(Secrets.looksLikeToken(token)).as(token).isTrue();
        assertThat(secrets.nextToken()).isNotEqualTo(token);
        assertThat(Secrets.looksLikeToken(token + "x")).isFalse();
        assertThat(Secrets.hash(token)).hasSize(64).doesNotContain(token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nSet-Cookie: x=y"})
    void nobodyIsSentToAnotherServerAfterSigningIn(String next) {
        assertThat(SignIn.localPath(next)).isEqualTo("/");
    }

    @Test
    void aPathOfOursIsKept() {
        assertThat(SignIn.localPath("/models/garments?page=2")).isEqualTo("/models/garments?page=2");
    }
}
