package io.plumbline.retrain.distil;

import io.plumbline.jobs.JobContext;
import io.plumbline.kernel.Rejection;
import io.plumbline.picture.Pictures;
import io.plumbline.retrain.DrawingRules;
import io.plumbline.snapshot.Entry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Which pictures a teacher is asked about. */
@ApplicationScoped
class Selection {
    private final AskedPictures pictures;
    private final Pictures all;
    private final DrawingRules rules;
    private final DistilConfig settings;

    Selection(AskedPictures pictures, Pictures all, DrawingRules rules, DistilConfig settings) {
        this.pictures = pictures;
        this.all = all;
        this.rules = rules;
        this.settings = settings;
    }

    /** Waits until nobody else begins a distillation of a model, and holds that until the caller's transaction ends. */
    void lock(String model) {
        pictures.lock(model);
    }

    /**
     * Looks whether there are enough.
     *
     * @param entries of the snapshot of people's masks
     * @throws Rejection {@code too-few-pictures}
     */
    void require(String model, List<Entry> entries) {
        int least = settings.leastPictures();
        int found = draw(model, kept(entries), new Draw(0, 0), least).count();
        if (found < least) {
            throw tooFew(model, found, least);
        }
    }

    /** What of a snapshot and of all that phones took may be learnt from. */
    Kept kept(List<Entry> entries) {
        return new Kept(
                rules.rule(Optional.empty()),
                entries,
                all.senders(entries.stream().map(Entry::image).toList()));
    }

    /** Gives a draw all pictures that a teacher can be asked about; the search may end once there are so many. */
    private Draw draw(String model, Kept kept, Draw draw, int enough) {
        kept.asked().forEach(draw::add);
        if (draw.count() < enough) {
            pictures.ofPhones(model, kept, draw, enough);
        }
        return draw;
    }

    /**
     * The pictures that a job asks its teacher about; frozen, so that it asks about the same ones when it is run again.
     *
     * @throws Rejection {@code too-few-pictures} if since the request too many have gone
     */
    List<AskedPicture> freeze(JobContext context, String model, DistilOrder order, Kept kept) {
        UUID job = context.job().id();
        List<AskedPicture> frozen = pictures.frozen(job);
        if (!frozen.isEmpty()) {
            return frozen;
        }
        Draw draw = draw(model, kept, new Draw(settings.mostPictures(), order.seed()), Integer.MAX_VALUE);
        if (draw.count() < settings.leastPictures()) {
            throw tooFew(model, draw.count(), settings.leastPictures());
        }
        return context.commit(() -> {
            pictures.freeze(job, draw.pictures());
            return draw.pictures();
        });
    }

    private static Rejection tooFew(String model, int found, int least) {
        return Rejection.conflict(
                "too-few-pictures",
                "There are " + found + " pictures of model " + model + " that a teacher can be asked about, " + least
                        + " are needed (plumbline.distillation.least-pictures): pictures with consent to training that"
                        + " predictions name, of devices that are not kept to judge by, or that were brought along by"
                        + " POST /v1/models/" + model + "/pictures.");
    }
}
