package io.plumbline.client;

import io.plumbline.client.Updates.Update;
import io.plumbline.client.model.Mask;
import io.plumbline.client.model.ModelBundle;
import io.plumbline.client.model.Result;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything that an app needs, in one place:
 *
 * <pre>{@code
 * Plumbline plumbline = Plumbline.at("https://plumbline.example.com", token, new File(getFilesDir(), "plumbline"))
 *         .segment("device", Build.MODEL).segment("app", "4.2.1").audit(0.02).open();
 * plumbline.update("garments");                       // in the background, now and then
 * ModelBundle model = plumbline.model("garments");
 * Classification result = model.postprocessor().classify(runtime.run(model.preprocessor().rgb(pixels)));
 * Prediction prediction = plumbline.predicted(model, result, ImageStats.of(grey, width), millis, png);
 * if (prediction.audited() || userSaysWrong) {
 *     plumbline.corrected(prediction, askUser());
 * }
 * plumbline.flush();                                  // in the background, now and then
 * }</pre>
 *
 * <p>Predictions and corrections are kept in files until the server has them; nothing but {@link #flush} and {@link
 * #update} touches the network. Safe from several threads; one object at a time to a folder.
 */
public final class Plumbline implements Closeable {
    private final Server server;
    private final File folder;
    private final String installation;
    private final Map<String, String> segment;
    private final EventIds ids;
    private final AuditArm audit;
    private final EventSpool spool;
    private final EventSender sender;
    private final Images images;
    private final Map<String, BundleStore> stores = new LinkedHashMap<String, BundleStore>();

    private Plumbline(Builder from) throws IOException {
        this.server = from.server;
        this.folder = Files.folder(from.folder);
        this.segment = new LinkedHashMap<String, String>(from.segment);
        SecureRandom random = new SecureRandom();
        this.ids = new EventIds(from.clock, random);
        this.audit = new AuditArm(from.propensity, random.nextLong());
        this.installation = from.installation.isEmpty() ? installation() : from.installation;
        this.images = new Images(server, new File(folder, "pictures"), "/devices/" + installation, from.consent);
        this.spool = new EventSpool(new File(folder, "events.spool"), from.capacity, from.fsync);
        this.sender = new EventSender(server, spool, from.listener);
    }

    /**
     * Begins with where the server is, its token, and a folder of the app's own.
     *
     * @param address scheme, host and port
     * @param token token with the role "device"
     * @param folder made if it is not there
     */
    public static Builder at(String address, String token, File folder) {
        return new Builder(new Server(address, token), folder);
    }

    /** As above, sharing a server with others. */
    public static Builder at(Server server, File folder) {
        return new Builder(server, folder);
    }

    /** Who this device is to the server: a random id, made at the first start. */
    public String installationId() {
        return installation;
    }

    /**
     * The model that is installed.
     *
     * @throws IOException if none is; call {@link #update} first
     */
    public ModelBundle model(String model) throws IOException {
        return store(model).open();
    }

    /** Its version; empty if none is installed. */
    public String version(String model) throws IOException {
        return store(model).version();
    }

    /** SHA-256 of its bundle; empty if none is installed. */
    public String sha256(String model) throws IOException {
        return store(model).sha256();
    }

    /**
     * Asks for a newer model and installs it. On any failure the old one stays.
     *
     * @return whether the model changed
     */
    public boolean update(String model) throws IOException {
        BundleStore store = store(model);
        Updates updates = new Updates(server, 128L * 1024 * 1024);
        Update update = updates.check(model, store.version(), installation);
        if (!update.available()) {
            return false;
        }
        store.install(update, updates);
        return true;
    }

    /** Goes back to the model before this one, without the network. */
    public ModelBundle back(String model) throws IOException {
        return store(model).back();
    }

    /**
     * Notes a prediction. If it is drawn into the audit arm, its picture is kept too.
     *
     * @param model what predicted
     * @param result what it said
     * @param stats figures of the picture
     * @param millis how long it took
     * @param picture PNG or JPEG bytes; empty if pictures must not leave the device
     */
    public Prediction predicted(ModelBundle model, Result result, ImageStats stats, long millis, byte[] picture)
            throws IOException {
        boolean audited = audit.draw();
        return note(model, result, stats, millis, audited, audited ? picture : new byte[0]);
    }

    /** As above, with the picture kept in any case: for an app that knows already that it will be corrected. */
    public Prediction predictedWithPicture(
            ModelBundle model, Result result, ImageStats stats, long millis, byte[] picture) throws IOException {
        return note(model, result, stats, millis, audit.draw(), picture);
    }

    private Prediction note(
            ModelBundle model, Result result, ImageStats stats, long millis, boolean audited, byte[] picture)
            throws IOException {
        Prediction.Builder prediction = Prediction.of("/devices/" + installation, model.name(), model.version(), result)
                .segment(segment)
                .stats(stats)
                .latencyMillis(millis);
        if (audited) {
            prediction.audit(audit.propensity());
        }
        if (picture.length > 0) {
            // The picture first: an event in the queue must never name a picture that a kill has lost.
            prediction.image(images.keep(picture));
        }
        Prediction built = prediction.build(ids);
        spool.append(built.toJson());
        return built;
    }

    /**
     * Notes what the user says is right; the predicted label itself is a confirmation.
     *
     * @param label one of the model's labels
     */
    public Correction corrected(Prediction prediction, String label) throws IOException {
        Correction correction = Correction.of(prediction, label, "user", ids);
        spool.append(correction.toJson());
        return correction;
    }

    /**
     * Notes which pixels the user says a segmenter should have found: how far its mask agrees, and, where the picture goes to the
     * server, the right mask beside it, to learn from. The model's own mask is a confirmation.
     *
     * @param right of the picture that was segmented, in its size
     * @throws IllegalArgumentException if the prediction is no segmenter's, or the mask is of another size
     */
    public Correction corrected(Prediction prediction, Mask right) throws IOException {
        byte[] png = prediction.withPicture() ? right.png() : new byte[0];
        String address = png.length > 0 ? Files.sha256(png) : "";
        Correction correction = Correction.of(prediction, right, address, "user", ids);
        if (png.length > 0) {
            // The mask first: an event in the queue must never name a picture that a kill has lost.
            images.keep(png);
        }
        spool.append(correction.toJson());
        return correction;
    }

    /** How many events wait to be sent. */
    public int waiting() {
        return spool.size();
    }

    /** How many events gave way to newer ones because the folder was full, ever. */
    public long dropped() {
        return spool.dropped();
    }

    /**
     * Sends what waits: pictures first, then the events.
     *
     * @return how it ended; a server that is away is an outcome, not an exception
     * @throws IOException if the files or the listener fail
     */
    public EventSender.Outcome flush() throws IOException {
        return sender.flush(images);
    }

    @Override
    public void close() throws IOException {
        spool.close();
    }

    private BundleStore store(String model) throws IOException {
        if (!model.matches("[a-z0-9][a-z0-9._-]{0,63}")) {
            throw new IllegalArgumentException("Not the name of a model: '" + model + "'");
        }
        synchronized (stores) {
            BundleStore store = stores.get(model);
            if (store == null) {
                store = new BundleStore(new File(new File(folder, "models"), model));
                stores.put(model, store);
            }
            return store;
        }
    }

    private String installation() throws IOException {
        File file = new File(folder, "installation");
        if (!file.exists()) {
            Files.replace(file, ids.next().getBytes(StandardCharsets.US_ASCII));
        }
        return new String(Files.read(file, 128), StandardCharsets.US_ASCII);
    }

    /** Settings before the start. For one thread. */
    public static final class Builder {
        private final Server server;
        private final File folder;
        private final Map<String, String> segment = new LinkedHashMap<String, String>();
        private EventSender.Listener listener = EventSender.Listener.NONE;
        private DeviceClock clock = DeviceClock.SYSTEM;
        private String installation = "";
        private String consent = "";
        private double propensity;
        private long capacity = 8L * 1024 * 1024;
        private boolean fsync;

        private Builder(Server server, File folder) {
            this.server = server;
            this.folder = folder;
        }

        /** Adds what tells this device apart, for instance "device" or "os". */
        public Builder segment(String key, String value) {
            segment.put(key, value);
            return this;
        }

        /** Share of predictions whose owner is asked for the truth, 0 (the default) to 1. */
        public Builder audit(double share) {
            propensity = share;
            return this;
        }

        /** Hears what became of the events. */
        public Builder listener(EventSender.Listener hears) {
            listener = hears;
            return this;
        }

        /** Another clock than the device's. */
        public Builder clock(DeviceClock other) {
            clock = other;
            return this;
        }

        /** An id of the app's own instead of a random one. */
        public Builder installation(String id) {
            installation = id;
            return this;
        }

        /**
         * What the user has allowed to do with pictures: "training" to learn from them, "diagnosis" to look at them only,
         * "none" to take it back for those that are sent from now on. What the server takes for agreed unless told.
         */
        public Builder consent(String allowed) {
            consent = allowed;
            return this;
        }

        /** Bytes of waiting events to keep at most; 8 MiB by default, the oldest give way. */
        public Builder capacity(long bytes) {
            capacity = bytes;
            return this;
        }

        /** Whether each event survives loss of power too; by default it survives the death of the app. */
        public Builder fsync(boolean each) {
            fsync = each;
            return this;
        }

        /** Opens the folder. */
        public Plumbline open() throws IOException {
            return new Plumbline(this);
        }
    }
}
