package io.plumbline.worker;

import io.plumbline.retrain.work.TrainingListener;
import io.plumbline.worker.Server.Notes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a training says, kept until the server has heard it: the training does not wait for the network, and loses nothing
 * while the server is away.
 */
final class Post implements TrainingListener {
    private static final int MOST_LINES = 5_000;

    private final Map<String, byte[]> checkpoints = new LinkedHashMap<>();
    private final Set<String> refused = new HashSet<>();
    private final ReentrantLock sending = new ReentrantLock();
    private double progress;
    private String message = "";
    private List<String> lines = new ArrayList<>();
    private TreeMap<Integer, Map<String, Double>> points = new TreeMap<>();

    @Override
    public synchronized void progress(double fraction, String what) {
        progress = fraction;
        message = what;
    }

    @Override
    public synchronized void log(String line) {
        lines.add(line);
    }

    @Override
    public synchronized void point(int step, Map<String, Double> values) {
        points.put(step, values);
    }

    @Override
    public synchronized void checkpoint(String name, byte[] content) {
        if (!refused.contains(name)) {
            checkpoints.put(name, content);
        }
    }

    /** Sends what is here; what could not be sent stays. Called by one thread at a time, others wait. */
    void deliver(Server server, Server.Claim claim) throws ServerAway, ServerRefused, InterruptedException {
        sending.lockInterruptibly();
        try {
            Notes notes = take();
            try {
                if (!notes.nothing()) {
                    server.notes(claim, notes);
                }
            } catch (ServerAway | InterruptedException e) {
                putBack(notes);
                throw e;
            }
            for (Optional<String> name = next(); name.isPresent(); name = next()) {
                byte[] content = content(name.get());
                try {
                    server.checkpoint(claim, name.get(), content);
                    delivered(name.get(), content);
                } catch (ServerRefused e) {
                    if (e.lost() || e.ofTheToken()) {
                        throw e;
                    }
                    refuse(name.get(), e);
                }
            }
        } finally {
            sending.unlock();
        }
    }

    private synchronized Notes take() {
        int most = Math.min(MOST_LINES, lines.size());
        Notes notes = new Notes(progress, message, List.copyOf(lines.subList(0, most)), new TreeMap<>(points));
        lines = new ArrayList<>(lines.subList(most, lines.size()));
        points = new TreeMap<>();
        message = "";
        return notes;
    }

    /** What was said meanwhile is newer. */
    private synchronized void putBack(Notes notes) {
        List<String> all = new ArrayList<>(notes.lines());
        all.addAll(lines);
        lines = all;
        notes.points().forEach(points::putIfAbsent);
        if (message.isEmpty()) {
            message = notes.message();
        }
    }

    private synchronized Optional<String> next() {
        return checkpoints.keySet().stream().findFirst();
    }

    private synchronized byte[] content(String name) {
        return checkpoints.getOrDefault(name, new byte[0]);
    }

    /** The training goes on, and from the beginning if it has to be done again. */
    private synchronized void refuse(String name, ServerRefused e) {
        checkpoints.remove(name);
        if (refused.add(name)) {
            lines.add("The checkpoint " + name + " is not kept: " + e.getMessage());
        }
    }

    private synchronized void delivered(String name, byte[] content) {
        checkpoints.remove(name, content);
    }
}
