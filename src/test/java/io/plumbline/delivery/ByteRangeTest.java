package io.plumbline.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.delivery.ByteRange.Part;
import io.plumbline.delivery.ByteRange.Unsatisfiable;
import io.plumbline.delivery.ByteRange.Whole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
    private static final int LENGTH = 100;

    @ParameterizedTest
    @ValueSource(strings = {"", "bytes", "bytes=", "bytes=-", "items=0-1", "bytes=0-1,4-5", "bytes=5-4", "bytes=a-b"})
    void whatIsNoSingleRangeIsAnsweredWithAll(String header) {
        assertThat(ByteRange.parse(header, LENGTH)).isEqualTo(new Whole());
    }

    @Test
    void aRangeIsCutAtTheEnd() {
        assertThat(ByteRange.parse("bytes=0-0", LENGTH)).isEqualTo(new Part(0, 0));
        assertThat(ByteRange.parse("bytes=10-19", LENGTH)).isEqualTo(new Part(10, 19));
        assertThat(ByteRange.parse("bytes=90-", LENGTH)).isEqualTo(new Part(90, 99));
        assertThat(ByteRange.parse("bytes=90-999999999999999999", LENGTH)).isEqualTo(new Part(90, 99));
    }

    @Test
    void aSuffixIsCountedFromTheEnd() {
        assertThat(ByteRange.parse("bytes=-1", LENGTH)).isEqualTo(new Part(99, 99));
        assertThat(ByteRange.parse("bytes=-1000", LENGTH)).isEqualTo(new Part(0, 99));
    }

    @Test
    void whatLiesBehindTheEndCannotBeHad() {
        assertThat(ByteRange.parse("bytes=100-", LENGTH)).isEqualTo(new Unsatisfiable());
        assertThat(ByteRange.parse("bytes=-0", LENGTH)).isEqualTo(new Unsatisfiable());
    }
}
