package io.plumbline.retrain.distil;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.feedback.LabelledPictures.Origin;
import io.plumbline.kernel.Sha256;
import io.plumbline.snapshot.Balance;
import io.plumbline.snapshot.DrawingRule;
import io.plumbline.snapshot.Entry;
import io.plumbline.snapshot.Split;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a distillation may learn from, and what it draws of it. */
class KeptTest {
    private static final DrawingRule NONE_JUDGES =
            new DrawingRule(1, 0, 0, 1, OptionalInt.empty(), Balance.NONE, Optional.empty());

    @Test
    void a_mask_of_a_phone_whose_other_mask_is_judged_by_is_not_learnt_from() {
        // Given masks of two phones and of none, all brought along
        Entry judged = entry("x", Split.TEST, "reference", true);
        Entry same = entry("z", Split.TRAIN, "reference", true);
        Entry unasked = entry("y", Split.VALIDATION, "reference", false);
        Entry other = entry("o", Split.TRAIN, "reference", true);
        Entry nobodys = entry("n", Split.TRAIN, "reference", true);
        // When
        Kept kept = new Kept(
                NONE_JUDGES,
                List.of(judged, same, unasked, other, nobodys),
                Map.of(
                        judged.image(), devices("/devices/1", "/devices/2"),
                        same.image(), devices("/devices/2"),
                        unasked.image(), devices("/devices/1"),
                        other.image(), devices("/devices/3")));
        // Then
        assertThat(kept.drawn()).containsExactly(other, nobodys);
        assertThat(kept.asked()).isEmpty();
    }

    @Test
    void a_picture_of_two_phones_is_left_out_if_either_judges() {
        // Given
        Entry judged = entry("x", Split.TEST, "/devices/1", true);
        Kept kept = new Kept(NONE_JUDGES, List.of(judged), Map.of());
        // Then
        assertThat(kept.ofPhones(sha("a"), devices("/devices/1"))).isEmpty();
        assertThat(kept.ofPhones(sha("a"), devices("/devices/0", "/devices/1"))).isEmpty();
        assertThat(kept.ofPhones(sha("a"), devices("/devices/2", "/devices/1"))).isEmpty();
        assertThat(kept.ofPhones(sha("a"), devices("/devices/2", "/devices/3")))
                .contains(new AskedPicture(sha("a"), "/devices/2", Split.TRAIN));
    }

    @Test
    void a_picture_of_the_snapshot_that_a_phone_names_too_is_asked_about_once() {
        // Given
        Entry plain = entry("a", Split.VALIDATION, "reference", false);
        // When
        Kept kept = new Kept(NONE_JUDGES, List.of(plain), Map.of());
        // Then
        assertThat(kept.asked()).containsExactly(new AskedPicture(sha("a"), "reference", Split.VALIDATION));
        assertThat(kept.ofPhones(sha("a"), devices("/devices/1"))).isEmpty();
    }

    @Test
    void whatever_the_order_the_same_pictures_are_drawn() {
        // Given
        List<AskedPicture> pictures = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            pictures.add(new AskedPicture(sha("picture " + i), "/devices/" + i, Split.TRAIN));
        }
        List<AskedPicture> shuffled = new ArrayList<>(pictures);
        Collections.shuffle(shuffled, new Random(4));
        // When
        Draw one = draw(pictures, 5);
        // Then
        assertThat(one.count()).isEqualTo(200);
        assertThat(one.pictures()).hasSize(20).isEqualTo(draw(shuffled, 5).pictures());
        assertThat(one.pictures()).isNotEqualTo(draw(pictures, 6).pictures());
    }

    private static Draw draw(List<AskedPicture> pictures, long seed) {
        Draw draw = new Draw(20, seed);
        pictures.forEach(draw::add);
        return draw;
    }

    private static Entry entry(String image, Split split, String source, boolean mask) {
        return new Entry(
                sha(image),
                "foreground",
                split,
                1,
                OptionalDouble.empty(),
                Origin.REFERENCE,
                source,
                Optional.of(sha("mask of " + image)).filter(address -> mask),
                Map.of());
    }

    private static NavigableSet<String> devices(String... devices) {
        return new TreeSet<>(List.of(devices));
    }

    private static Sha256 sha(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
