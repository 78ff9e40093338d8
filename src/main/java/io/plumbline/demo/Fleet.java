package io.plumbline.demo;

import ai.onnxruntime.OrtException;
import io.plumbline.client.model.Classification;
import io.plumbline.client.model.ModelBundle;
import io.plumbline.client.Prediction;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Moves the fleet through simulated time, step by step: photos, predictions, and what owners say about them. For one
 * thread.
 *
 * <p>Answers that are still to come are held in memory: when the process dies they never come, as from an owner who
 * closed the app. That happens whatever the answer would have been, so it biases nothing.
 */
final class Fleet {
    private final List<Phone> phones;
    private final Pictures pictures;
    private final Bundles bundles;
    private final FleetTruth truth;
    private final DemoSettings settings;
    private final Owner owner;
    private final Random random;
    private final double busiest;
    private final PriorityQueue<Answer> answers = new PriorityQueue<>();

    private record Answer(Instant due, Phone phone, Prediction prediction, String label) implements Comparable<Answer> {
        @Override
        public int compareTo(Answer other) {
            return due.compareTo(other.due);
        }
    }

    /** @param random when people take pictures and what they say; different at each start */
    Fleet(
            List<Phone> phones,
            Pictures pictures,
            Bundles bundles,
            FleetTruth truth,
            DemoSettings settings,
            Random random) {
        this.phones = List.copyOf(phones);
        this.pictures = pictures;
        this.bundles = bundles;
        this.truth = truth;
        this.settings = settings;
        this.random = random;
        this.owner = new Owner(random, settings.answerRate());
        this.busiest = busiestHour();
    }

    /**
     * Lets a little time pass.
     *
     * @param now simulated time at its end
     * @param real how long it really was
     */
    void step(Instant now, Duration real) throws IOException, OrtException {
        double perPhone = settings.predictionsPerSecond() * real.toMillis() / 1e3 / settings.phones() / busiest;
        Map<ModelBundle, List<Phone.Photo>> byBundle = new LinkedHashMap<>();
        for (Phone phone : phones) {
            if (!phone.owned().inUse(now)
                    || phone.plumbline().version(settings.model()).isEmpty()) {
                continue;
            }
            int photos = poisson(perPhone * phone.owned().country().activity(now));
            for (int i = 0; i < photos; i++) {
                byBundle.computeIfAbsent(bundles.of(phone.plumbline(), settings.model()), b -> new ArrayList<>())
                        .add(phone.shoot());
            }
        }
        for (Map.Entry<ModelBundle, List<Phone.Photo>> entry : byBundle.entrySet()) {
            classify(now, entry.getKey(), entry.getValue());
        }
        answerUntil(now);
    }

    private void classify(Instant now, ModelBundle bundle, List<Phone.Photo> photos) throws IOException, OrtException {
        List<int[]> pixels = new ArrayList<>(photos.size());
        for (Phone.Photo photo : photos) {
            pixels.add(photo.pixels());
        }
        List<Classification> results = bundles.classifier(bundle).run(pixels);
        for (int i = 0; i < results.size(); i++) {
            Phone.Photo photo = photos.get(i);
            Classification result = results.get(i);
            String right = bundle.labels().get(pictures.label(photo.scene()));
            boolean correct = right.equals(result.label());
            boolean reacts = owner.reacts(correct, result.confidence());
            Prediction prediction = photo.phone().predicted(bundle, photo, result, reacts);
            truth.add(now, bundle.version(), photo.phone().owned().make().device(), correct);
            if (prediction.audited() && owner.answers()) {
                answers.add(new Answer(now.plus(owner.answerDelay()), photo.phone(), prediction, right));
            } else if (reacts && !prediction.audited()) {
                answers.add(new Answer(now.plus(owner.reactionDelay()), photo.phone(), prediction, right));
            }
        }
    }

    private void answerUntil(Instant now) throws IOException {
        Answer next = answers.peek();
        while (next != null && !next.due().isAfter(now)) {
            answers.remove();
            next.phone().plumbline().corrected(next.prediction(), next.label());
            next = answers.peek();
        }
    }

    private double busiestHour() {
        double most = 0;
        for (int hour = 0; hour < 24; hour++) {
            double sum = 0;
            for (Country country : Country.values()) {
                sum += country.activity(Instant.EPOCH.plus(Duration.ofHours(hour)));
            }
            most = Math.max(most, sum / Country.values().length);
        }
        return most;
    }

    /** A Poisson variate by Knuth's product of uniforms; fine for the small means here. */
    private int poisson(double mean) {
        double limit = Math.exp(-Math.min(mean, 50));
        int k = 0;
        double product = random.nextDouble();
        while (product > limit) {
            k++;
            product *= random.nextDouble();
        }
        return k;
    }
}
