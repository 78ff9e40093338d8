package io.plumbline.demo;

import io.plumbline.client.model.Classification;
import io.plumbline.client.EventSender;
import io.plumbline.client.ImageStats;
import io.plumbline.client.model.ModelBundle;
import io.plumbline.client.Plumbline;
import io.plumbline.client.Prediction;
import io.plumbline.client.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/**
 * One simulated phone: its camera, its pictures and the device library with files of its own. One thread takes pictures
 * while another may send.
 */
final class Phone implements AutoCloseable {
    private static final int PHOTOS_OF_A_SCENE = 8;

    private final Roster.Owned owned;
    private final Pictures pictures;
    private final Camera camera;
    private final Plumbline plumbline;
    private final Random random;
    private final String model;
    private Instant nextCheck = Instant.MIN;

    /** One photo before it is classified. */
    static final class Photo {
        private final Phone phone;
        private final int scene;
        private final int[] pixels;

        Photo(Phone phone, int scene, int[] pixels) {
            this.phone = phone;
            this.scene = scene;
            this.pixels = pixels;
        }

        Phone phone() {
            return phone;
        }

        /** Index of the picture that it shows. */
        int scene() {
            return scene;
        }

        /** Grey, 0 to 255; owned by the photo. */
        int[] pixels() {
            return pixels;
        }
    }

    /** What all phones share. */
    record Surroundings(
            Server server, Path folder, DemoClock clock, AckLedger ledger, Pictures pictures, DemoSettings settings) {}

    /** @param random what its owner does when; different at each start */
    Phone(Roster.Owned owned, Surroundings around, Random random) throws IOException {
        this.owned = owned;
        this.random = random;
        this.pictures = around.pictures();
        this.model = around.settings().model();
        this.camera = new Camera(owned.make().optics(), pictures.width(), pictures.height());
        this.plumbline = Plumbline.at(
                        around.server(), around.folder().resolve(owned.id()).toFile())
                .installation(owned.id())
                .clock(around.clock())
                .segment("device", owned.make().device())
                .segment("os", owned.os())
                .segment("app", owned.app())
                .segment("country", owned.country().name())
                .audit(around.settings().auditPropensity())
                .listener(around.ledger().of("/devices/" + owned.id()))
                .open();
    }

    Roster.Owned owned() {
        return owned;
    }

    Plumbline plumbline() {
        return plumbline;
    }

    /** Takes a photo of one of its owner's scenes. There are a few photos of each scene, to keep the store bounded. */
    Photo shoot() {
        int scene = owned.scenes().get(random.nextInt(owned.scenes().size()));
        long photo = (long) scene * PHOTOS_OF_A_SCENE + random.nextInt(PHOTOS_OF_A_SCENE);
        return new Photo(this, scene, camera.shoot(pictures.grey(scene), new Random(photo)));
    }

    /** Notes what the model said; the picture goes along if it is audited or about to be corrected. */
    Prediction predicted(ModelBundle bundle, Photo photo, Classification result, boolean willBeCorrected)
            throws IOException {
        ImageStats stats = ImageStats.of(photo.pixels(), pictures.width());
        byte[] png = Png.grey(photo.pixels(), pictures.width());
        long typical = owned.make().latencyMillis();
        long millis = typical + (long) Math.abs(random.nextGaussian() * typical / 5);
        return willBeCorrected
                ? plumbline.predictedWithPicture(bundle, result, stats, millis, png)
                : plumbline.predicted(bundle, result, stats, millis, png);
    }

    /**
     * Sends what waits and, if it is time, asks for an update.
     *
     * @return whether the server answered; true also if there was nothing to ask
     */
    EventSender.Outcome visit(Instant now, Duration updateEvery) throws IOException {
        EventSender.Outcome outcome = plumbline.flush();
        if (outcome.state() == EventSender.State.DONE && owned.inUse(now) && !now.isBefore(nextCheck)) {
            plumbline.update(model);
            nextCheck = now.plus(updateEvery);
        }
        return outcome;
    }

    @Override
    public void close() throws IOException {
        plumbline.close();
    }
}
