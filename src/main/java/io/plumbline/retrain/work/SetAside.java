package io.plumbline.retrain.work;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What of the pictures to learn from is set aside to stop early and to calibrate by, where a snapshot sets nothing aside. Pictures of
 * one device resemble each other: who learnt from some of them looks better on the others than it is. So a device is set aside as a
 * whole.
 *
 * @param learnt numbers of the pictures that are learnt from, in an order that is drawn
 * @param aside numbers of the others, in an order that is drawn; at least one, unless there is no picture
 */
public record SetAside(List<Integer> learnt, List<Integer> aside) {
    /** Copies the lists. */
    public SetAside {
        learnt = List.copyOf(learnt);
        aside = List.copyOf(aside);
    }

    /**
     * Devices in an order that is drawn, until they have the share of the pictures, and at most twice that; where that is less than
     * half of it, a larger device with at most half of all pictures. A picture of which no device is known stands for itself. Where
     * the devices are too few for that, by picture.
     *
     * @param devices of each picture; empty where it is not known
     * @param share of the pictures, above 0 and below ½; at least one is set aside
     * @param seed the same gives the same
     */
    public static SetAside of(List<String> devices, double share, long seed) {
        int n = devices.size();
        List<Integer> order = new ArrayList<>(IntStream.range(0, n).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        int wanted = Math.min(n, Math.max(1, (int) (n * share)));
        Set<Integer> aside = new HashSet<>();
        Collection<List<Integer>> units = units(devices, order);
        for (List<Integer> unit : units) {
            int then = aside.size() + unit.size();
            if (aside.size() < wanted && then <= 2 * wanted && then < n) {
                aside.addAll(unit);
            }
        }
        if (2 * aside.size() < wanted) {
            aside = new HashSet<>(units.stream()
                    .filter(unit -> unit.size() > wanted && 2 * unit.size() <= n)
                    .min(Comparator.comparingInt(List::size))
                    .orElseGet(() -> order.subList(n - wanted, n)));
        }
        Set<Integer> chosen = aside;
        return new SetAside(
                order.stream().filter(i -> !chosen.contains(i)).toList(),
                order.stream().filter(chosen::contains).toList());
    }

    /** The pictures of each device, the last drawn first. */
    private static Collection<List<Integer>> units(List<String> devices, List<Integer> order) {
        Map<String, List<Integer>> units = new LinkedHashMap<>();
        for (int k = order.size() - 1; k >= 0; k--) {
            int i = order.get(k);
            String unit = devices.get(i).isEmpty() ? "picture " + i : "device " + devices.get(i);
            units.computeIfAbsent(unit, any -> new ArrayList<>()).add(i);
        }
        return units.values();
    }
}
