package io.plumbline.retrain.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is set aside to stop and to calibrate by is so by device. */
class SetAsideTest {
    private static final double SHARE = 0.15;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void no_device_is_on_both_sides(long seed) {
        // Given devices with one to seven pictures
        List<String> devices = new ArrayList<>();
        Random random = new Random(seed);
        for (int device = 0; device < 30; device++) {
            devices.addAll(Collections.nCopies(1 + random.nextInt(7), Integer.toString(device)));
        }
        Collections.shuffle(devices, random);
        // When
        SetAside cut = SetAside.of(devices, SHARE, seed);
        // Then
        Set<String> both = of(devices, cut.learnt());
        both.retainAll(of(devices, cut.aside()));
        assertThat(both).isEmpty();
        assertThat((double) cut.aside().size() / devices.size()).isBetween(SHARE - 0.01, 2 * SHARE);
        assertThat(Stream.concat(cut.learnt().stream(), cut.aside().stream()).sorted())
                .containsExactlyElementsOf(
                        IntStream.range(0, devices.size()).boxed().toList());
        assertThat(SetAside.of(devices, SHARE, seed)).isEqualTo(cut);
    }

    @Test
    void another_seed_draws_other_devices() {
        List<String> devices =
                IntStream.range(0, 200).mapToObj(i -> Integer.toString(i / 4)).toList();
        assertThat(SetAside.of(devices, SHARE, 1)).isNotEqualTo(SetAside.of(devices, SHARE, 2));
    }

    @Test
    void where_devices_are_not_known_it_is_by_picture() {
        // Given
        List<Integer> order = new ArrayList<>(IntStream.range(0, 40).boxed().toList());
        Collections.shuffle(order, new Random(9));
        // When
        SetAside cut = SetAside.of(Collections.nCopies(40, ""), SHARE, 9);
        // Then
        assertThat(cut).isEqualTo(new SetAside(order.subList(0, 34), order.subList(34, 40)));
    }

    @ParameterizedTest(name = "devices with {0} pictures: {1} set aside, by device: {2}")
    @CsvSource({
        "50 50, 50, true",
        "60 40, 40, true",
        "90 5 5, 10, true",
        "99 1, 15, false",
        "100, 15, false",
        "2, 1, false",
        "1, 1, true",
    })
    void few_devices_are_set_aside_as_a_whole_if_enough_is_left(String sizes, int aside, boolean byDevice) {
        // Given
        List<String> devices = new ArrayList<>();
        for (String size : sizes.split(" ", -1)) {
            devices.addAll(Collections.nCopies(Integer.parseInt(size), "device " + devices.size()));
        }
        // When
        SetAside cut = SetAside.of(devices, SHARE, 3);
        // Then
        assertThat(cut.aside()).hasSize(aside);
        Set<String> both = of(devices, cut.learnt());
        both.retainAll(of(devices, cut.aside()));
        assertThat(both.isEmpty()).isEqualTo(byDevice);
    }

    private static Set<String> of(List<String> devices, List<Integer> pictures) {
        return pictures.stream().map(devices::get).collect(Collectors.toCollection(TreeSet::new));
    }
}
