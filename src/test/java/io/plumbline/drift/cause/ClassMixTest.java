package io.plumbline.drift.cause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.feedback.LabelTally;
import io.plumbline.feedback.LabelTally.Group;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassMixTest {
    private static LabelTally tally(long easy, long easyWrong, long hard, long hardWrong) {
        return new LabelTally(List.of(
                new Group("easy", "easy", 25, 0.02, easy - easyWrong, 0.85),
                new Group("hard", "easy", 12, 0.02, easyWrong, 0.42),
                new Group("hard", "hard", 25, 0.02, hard - hardWrong, 0.85),
                new Group("easy", "hard", 12, 0.02, hardWrong, 0.42)));
    }

    private static ClassMix mix(LabelTally before, LabelTally since) {
        return ClassMix.of(before, since, Group::error);
    }

    @Test
    void aMixThatChangesAloneAccountsForAllOfTheExcess() {
        // Given: 5 % and 20 % wrong on either side, but half of the pictures are hard now instead of a fifth.
        ClassMix mix = mix(tally(800, 40, 200, 40), tally(500, 25, 500, 100));

        // When // Then: 12.5 % − 8 %.
        assertThat(mix.mix()).isEqualTo(0.045, within(1e-12));
        assertThat(mix.within()).isEqualTo(0, within(1e-12));
        assertThat(mix.share()).isEqualTo(1, within(1e-12));
        assertThat(mix.distance()).isEqualTo(0.3, within(1e-12));
        assertThat(mix.grown()).isEqualTo("hard");
        assertThat(mix.p()).isLessThan(1e-6);
    }

    @Test
    void bothPartsAddUpToTheWhole() {
        ClassMix mix = mix(tally(800, 40, 200, 40), tally(600, 90, 400, 120));

        assertThat(mix.mix() + mix.within()).isEqualTo(0.21 - 0.08, within(1e-12));
        assertThat(mix.share()).isStrictlyBetween(0.1, 0.5);
    }

    @Test
    void theFewLabelsThatARareClassHadDoNotDecide() {
        // Given: 5 % and 30 % wrong on either side; but by luck only two of the twenty hard ones before.
        ClassMix mix = mix(tally(1_000, 50, 20, 2), tally(600, 30, 300, 90));

        // When // Then: class by class it were little more than half.
        assertThat(mix.share()).isGreaterThan(0.7);
    }

    @Test
    void whatChanceMayHaveAddedIsNotHeldAgainstTheMix() {
        // Given: half of the pictures are hard instead of a fifth, and each class errs a little more often
        ClassMix few = mix(tally(800, 40, 200, 40), tally(100, 8, 100, 25));
        ClassMix many = mix(tally(8_000, 400, 2_000, 400), tally(2_000, 160, 2_000, 500));

        // When // Then: of two hundred labels after a thousand that may be chance, of many more it is not
        assertThat(few.share()).isLessThan(0.6);
        assertThat(many.share()).isLessThan(0.6);
        assertThat(few.explains()).isGreaterThan(0.7);
        assertThat(many.explains()).isEqualTo(many.share(), within(0.01));
    }

    @Test
    void aMixThatDidNextToNothingExplainsNextToNothingHoweverFewTheLabels() {
        // Given: one more hard picture in eighty, and twice the errors
        ClassMix few = mix(tally(800, 40, 200, 40), tally(63, 7, 17, 6));

        // When // Then: that the classes got worse may be chance, and is no merit of the mix
        assertThat(few.surely()).isLessThan(0.2);
        assertThat(few.mix()).isPositive();
        assertThat(few.share()).isBetween(0.001, 0.1);
        assertThat(few.explains()).isBetween(few.share(), 2 * few.share());
    }

    @Test
    void whatItExplainsRisesFromNothingToAllWithItsShare() {
        double before = 0;
        for (int percent = 0; percent <= 100; percent++) {
            double share = percent / 100.0;
            double explains = new ClassMix(share, 1 - share, 0.01, 0.1, 0.001, "hard").explains();
            assertThat(explains).isBetween(before, Math.min(1, before + 0.021));
            before = explains;
        }
        assertThat(before).isEqualTo(1, within(1e-12));
    }

    @Test
    void ofConfidentErrorsTheMixIsToldByThose() {
        // Given: half of the pictures are hard instead of a fifth; the hard ones are got wrong, but never surely
        LabelTally before = sure(800, 40, 200, 40);
        LabelTally since = sure(500, 50, 500, 100);

        // When // Then: of confident errors, which only the easy ones have, the mix leaves fewer
        assertThat(ClassMix.of(before, since, Group::error).mix()).isPositive();
        assertThat(ClassMix.of(before, since, Group::confidentError).mix()).isNegative();
        assertThat(ClassMix.of(before, since, Group::confidentError).explains()).isZero();
    }

    private static LabelTally sure(long easy, long easyWrong, long hard, long hardWrong) {
        return new LabelTally(List.of(
                new Group("easy", "easy", 29, 0.02, easy - easyWrong, 0.95),
                new Group("hard", "easy", 29, 0.02, easyWrong, 0.95),
                new Group("hard", "hard", 25, 0.02, hard - hardWrong, 0.85),
                new Group("easy", "hard", 12, 0.02, hardWrong, 0.42)));
    }

    @Test
    void aHardClassThatGotHarderIsNoMix() {
        ClassMix mix = mix(tally(900, 45, 100, 20), tally(450, 22, 50, 40));

        assertThat(mix.mix()).isEqualTo(0, within(0.001));
        assertThat(mix.share()).isEqualTo(0, within(0.01));
    }
}
