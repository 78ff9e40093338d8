package io.plumbline.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypedTest {
    @Test
    void whatIsShownIsWhatOneTypes() {
        assertThat(Typed.of(2)).isEqualTo("2");
        assertThat(Typed.of(0.5)).isEqualTo("0.5");
        assertThat(Typed.of(100 * 0.07)).isEqualTo("7");
        assertThat(Typed.hours(Duration.ofMinutes(90))).isEqualTo("1.5");
        assertThat(Typed.hours("The wait", " 1.5 ")).isEqualTo(Duration.ofMinutes(90));
    }

    @Test
    void whatIsBeyondAnyRangeStaysSo() {
        assertThat(Typed.count("The budget", "4294967297")).isEqualTo(Integer.MAX_VALUE);
        assertThat(Typed.hours("The wait", "1e300")).isGreaterThan(Duration.ofDays(36_500));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "NaN", "1e999", "1,5"})
    void whatIsNoNumberIsNamed(String typed) {
        assertThatThrownBy(() -> Typed.number("The budget", typed))
                .isInstanceOf(Rejection.class)
                .hasMessage("The budget is '" + typed + "'; it is to be a number such as 0.5.");
    }

    @Test
    void halfAThingIsNoCount() {
        assertThatThrownBy(() -> Typed.whole("The number of days", "7.5"))
                .hasMessage("The number of days is '7.5'; it is to be a whole number such as 50.");
    }
}
