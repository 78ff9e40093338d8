package io.plumbline.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.feedback.LabelledPictures.LabelledPicture;
import io.plumbline.feedback.LabelledPictures.Origin;
import io.plumbline.kernel.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a snapshot takes of the labelled pictures, and how. */
class DrawingTest {
    private static final Instant CHANGE = Instant.parse("2026-11-10T00:00:00Z");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void no_device_is_in_two_splits_and_the_order_does_not_matter(long seed) {
        // Given
        List<LabelledPicture> pictures = field(seed, 4_000);
        List<LabelledPicture> shuffled = new ArrayList<>(pictures);
        Collections.shuffle(shuffled, new Random(seed));
        DrawingRule rule = rule(seed, 0.8, OptionalInt.empty(), Balance.WEIGHTS, Optional.of(CHANGE));
        // When
        List<Entry> drawn = new Drawing(rule).of(pictures);
        // Then
        Map<String, Set<Split>> splits = new HashMap<>();
        for (Entry entry : drawn) {
            if (entry.origin() != Origin.REFERENCE) {
                splits.computeIfAbsent(entry.source(), source -> new HashSet<>())
                        .add(entry.split());
            }
        }
        assertThat(splits).hasSizeGreaterThan(100);
        assertThat(splits.values()).as("seed %d", seed).allSatisfy(each -> assertThat(each)
                .hasSize(1));
        assertThat(new Drawing(rule).of(shuffled)).isEqualTo(drawn);
        Manifest manifest = new Manifest("m", seed);
        assertThat(manifest.id(new Drawing(rule).of(shuffled))).isEqualTo(manifest.id(drawn));
        assertThat(drawn).extracting(entry -> entry.image().hex()).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void another_seed_draws_other_devices() {
        // Given
        List<LabelledPicture> pictures = field(1, 2_000);
        // Then
        assertThat(splitsOf(pictures, 1)).isNotEqualTo(splitsOf(pictures, 2));
        assertThat(splitsOf(pictures, 1)).isEqualTo(splitsOf(pictures, 1));
    }

    private static Map<Sha256, Split> splitsOf(List<LabelledPicture> pictures, long seed) {
        Map<Sha256, Split> splits = new HashMap<>();
        new Drawing(rule(seed, 1, OptionalInt.empty(), Balance.NONE, Optional.empty()))
                .of(pictures)
                .forEach(entry -> splits.put(entry.image(), entry.split()));
        return splits;
    }

    @Test
    void what_people_corrected_unasked_and_what_is_older_than_the_change_does_not_judge() {
        // When
        List<Entry> drawn =
                new Drawing(rule(7, 1, OptionalInt.empty(), Balance.NONE, Optional.of(CHANGE))).of(field(7, 4_000));
        // Then
        List<Entry> judging =
                drawn.stream().filter(entry -> entry.split() != Split.TRAIN).toList();
        assertThat(judging)
                .extracting(Entry::origin)
                .contains(Origin.AUDIT, Origin.REFERENCE)
                .doesNotContain(Origin.CORRECTION);
        assertThat(judging)
                .filteredOn(entry -> entry.origin() == Origin.AUDIT)
                .allSatisfy(entry -> assertThat(entry.label()).startsWith("new"));
        assertThat(drawn.stream().filter(entry -> entry.split() == Split.TEST).count() / (double) drawn.size())
                .isBetween(0.2, 0.5);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.25, 0.5})
    void old_pictures_are_replayed_to_their_share_and_no_class_is_lost(double share) {
        // Given
        List<LabelledPicture> pictures = field(3, 6_000);
        // When
        List<Entry> train = new Drawing(rule(3, share, OptionalInt.empty(), Balance.NONE, Optional.of(CHANGE)))
                .of(pictures).stream()
                        .filter(entry -> entry.split() == Split.TRAIN)
                        .toList();
        // Then
        double old =
                train.stream().filter(entry -> !entry.label().startsWith("new")).count();
        assertThat(old / train.size()).isCloseTo(share, within(0.02));
        assertThat(train)
                .extracting(Entry::label)
                .contains("old 0", "old 1", "old 2", "reference 0", "reference 1", "rare");
    }

    @Test
    void audited_pictures_weigh_the_inverse_of_their_propensity_and_one_on_average() {
        // When
        List<Entry> drawn =
                new Drawing(rule(5, 1, OptionalInt.empty(), Balance.NONE, Optional.empty())).of(field(5, 3_000));
        // Then
        for (Split split : Split.values()) {
            List<Entry> audited = drawn.stream()
                    .filter(entry -> entry.split() == split && entry.origin() == Origin.AUDIT)
                    .toList();
            double sum = audited.stream().mapToDouble(Entry::weight).sum();
            assertThat(sum / audited.size()).isCloseTo(1, within(1e-4));
            double seldom = weightAt(audited, 0.02);
            assertThat(seldom / weightAt(audited, 0.1)).isCloseTo(5, within(1e-3));
        }
        assertThat(drawn)
                .filteredOn(entry -> entry.origin() == Origin.CORRECTION)
                .allSatisfy(entry -> assertThat(entry.weight()).isEqualTo(1));
    }

    private static double weightAt(List<Entry> audited, double propensity) {
        return audited.stream()
                .filter(entry -> entry.propensity().getAsDouble() == propensity)
                .findFirst()
                .orElseThrow()
                .weight();
    }

    @Test
    void small_classes_weigh_more_where_that_is_wanted_and_large_ones_are_cut() {
        // Given
        List<LabelledPicture> pictures = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            pictures.add(reference(i, i < 900 ? "many" : "few"));
        }
        // When
        List<Entry> weighed =
                new Drawing(rule(1, 1, OptionalInt.empty(), Balance.WEIGHTS, Optional.empty())).of(pictures);
        List<Entry> cut = new Drawing(rule(1, 1, OptionalInt.of(50), Balance.NONE, Optional.empty())).of(pictures);
        // Then
        double many = sum(weighed, "many");
        assertThat(sum(weighed, "few")).isCloseTo(many, within(many * 0.001));
        assertThat(cut.stream()
                        .filter(entry ->
                                entry.split() == Split.TRAIN && entry.label().equals("many"))
                        .count())
                .isEqualTo(50);
    }

    private static double sum(List<Entry> entries, String label) {
        return entries.stream()
                .filter(entry -> entry.split() == Split.TRAIN && entry.label().equals(label))
                .mapToDouble(Entry::weight)
                .sum();
    }

    @Test
    void the_same_picture_under_two_names_is_there_once() {
        // Given
        LabelledPicture one = picture(1, "a", "/devices/1", Origin.CORRECTION, CHANGE);
        LabelledPicture other = new LabelledPicture(
                sha("another name"),
                one.content(),
                "b",
                "/devices/2",
                Origin.AUDIT,
                OptionalDouble.of(0.5),
                Optional.of(CHANGE),
                Optional.empty(),
                Optional.empty(),
                Map.of());
        // When
        List<Entry> drawn =
                new Drawing(rule(1, 1, OptionalInt.empty(), Balance.NONE, Optional.empty())).of(List.of(one, other));
        // Then
        assertThat(drawn).singleElement().satisfies(entry -> assertThat(entry.label())
                .isEqualTo("b"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void pictures_of_a_phone_that_were_brought_along_are_in_the_split_of_that_phone(long seed) {
        // Given
        List<LabelledPicture> pictures = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String phone = "/devices/" + i % 6;
            pictures.add(brought(i, phone, Optional.empty(), Optional.empty()));
            pictures.add(picture(100 + i, "a", phone, Origin.AUDIT, CHANGE));
        }
        // When
        Map<String, Set<Split>> splits = splits(pictures, seed);
        // Then
        assertThat(splits).hasSize(6);
        assertThat(splits.values()).as("seed %d", seed).allSatisfy(each -> assertThat(each)
                .hasSize(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"train", "validation", "test"})
    void the_split_that_a_picture_was_brought_with_is_kept_for_it_and_for_its_phone(String told) {
        // Given
        List<LabelledPicture> pictures = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            pictures.add(brought(i, "/devices/" + i, Optional.empty(), Optional.of(told)));
            pictures.add(brought(100 + i, "/devices/" + i, Optional.empty(), Optional.empty()));
            pictures.add(brought(200 + i, "reference", Optional.empty(), Optional.of(told)));
        }
        // Then
        assertThat(splits(pictures, 9).values())
                .allSatisfy(each -> assertThat(each).containsExactly(Split.of(told)));
    }

    @Test
    void a_phone_that_was_brought_to_learn_from_and_to_judge_by_does_not_judge() {
        // Given
        List<LabelledPicture> pictures = List.of(
                brought(1, "/devices/1", Optional.empty(), Optional.of("test")),
                brought(2, "/devices/1", Optional.empty(), Optional.of("train")));
        // Then
        assertThat(splits(pictures, 9).values()).containsExactly(Set.of(Split.TRAIN));
    }

    @Test
    void of_one_picture_under_two_names_the_one_with_a_mask_is_taken() {
        // Given
        LabelledPicture plain = picture(1, "a", "/devices/1", Origin.AUDIT, CHANGE);
        LabelledPicture old = brought(1, "/devices/1", Optional.empty(), Optional.empty());
        LabelledPicture masked = new LabelledPicture(
                sha("another name"),
                plain.content(),
                "b",
                "/devices/1",
                Origin.CORRECTION,
                OptionalDouble.empty(),
                Optional.of(CHANGE),
                Optional.of(sha("mask")),
                Optional.of("train"),
                Map.of());
        // When
        List<Entry> drawn = new Drawing(rule(1, 1, OptionalInt.empty(), Balance.NONE, Optional.empty()))
                .of(List.of(plain, masked, old));
        // Then
        assertThat(drawn).singleElement().satisfies(entry -> assertThat(entry.mask())
                .contains(sha("mask")));
    }

    /** The splits of each device, or of each picture without one. */
    private static Map<String, Set<Split>> splits(List<LabelledPicture> pictures, long seed) {
        Map<String, Set<Split>> splits = new HashMap<>();
        new Drawing(rule(seed, 1, OptionalInt.empty(), Balance.NONE, Optional.empty()))
                .of(pictures)
                .forEach(entry -> splits.computeIfAbsent(
                                entry.source().equals("reference")
                                        ? entry.image().hex()
                                        : entry.source(),
                                unit -> new HashSet<>())
                        .add(entry.split()));
        return splits;
    }

    private static LabelledPicture brought(int i, String source, Optional<Sha256> mask, Optional<String> split) {
        return new LabelledPicture(
                sha("name " + i),
                sha("content " + i),
                "a",
                source,
                Origin.REFERENCE,
                OptionalDouble.empty(),
                Optional.empty(),
                mask,
                split,
                Map.of());
    }

    @Test
    void the_manifest_is_the_same_to_the_byte_for_ever() {
        // Given
        Entry entry = new Entry(
                sha("x"),
                "a \"quoted\", label",
                Split.TEST,
                1.23456789,
                OptionalDouble.of(0.02),
                Origin.AUDIT,
                "/devices/1",
                Optional.of(sha("mask")),
                Map.of());
        // Then
        assertThat(new Manifest("garments", 42).line(entry))
                .isEqualTo(sha("x").hex() + ",\"a \"\"quoted\"\", label\",test,1.234568,0.02,audit,/devices/1,"
                        + sha("mask").hex() + ",garments,42\n");
        assertThat(new Manifest("garments", 42).id(List.of(entry)).hex())
                .isEqualTo("1a134283f480b017e4957ca0b9d30839672ddecd25eed1a9a455c39ee99ce8bf");
    }

    private static DrawingRule rule(
            long seed, double replay, OptionalInt most, Balance balance, Optional<Instant> since) {
        return new DrawingRule(seed, 0.4, 0.2, replay, most, balance, since);
    }

    /** Devices with pictures from before and after the change, of every origin; and some that were brought along. */
    private static List<LabelledPicture> field(long seed, int n) {
        Random random = new Random(seed);
        List<LabelledPicture> pictures = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            boolean fresh = random.nextInt(3) == 0;
            Instant at = fresh ? CHANGE.plusSeconds(i) : CHANGE.minusSeconds(1 + i);
            String label = (fresh ? "new " : "old ") + random.nextInt(3);
            Origin origin = random.nextBoolean() ? Origin.AUDIT : Origin.CORRECTION;
            pictures.add(
                    random.nextInt(3) == 0
                            ? reference(i, "reference " + random.nextInt(2))
                            : picture(i, label, "/devices/" + random.nextInt(n / 10), origin, at));
        }
        for (int i = 0; i < 20; i++) {
            pictures.add(reference(n + i, "rare"));
        }
        return pictures;
    }

    private static LabelledPicture reference(int i, String label) {
        return new LabelledPicture(
                sha("name " + i),
                sha("content " + i),
                label,
                "reference",
                Origin.REFERENCE,
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    private static LabelledPicture picture(int i, String label, String source, Origin origin, Instant at) {
        return new LabelledPicture(
                sha("name " + i),
                sha("content " + i),
                label,
                source,
                origin,
                origin == Origin.AUDIT ? OptionalDouble.of(i % 2 == 0 ? 0.02 : 0.1) : OptionalDouble.empty(),
                Optional.of(at),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    private static Sha256 sha(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
