package io.plumbline.retrain.djl.mask;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.Bundles;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.Pixels;
import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.djl.resume.Checkpoints;
import io.plumbline.retrain.work.Distilled.Doubt;
import io.plumbline.retrain.work.SetAside;
import io.plumbline.retrain.work.TrainingListener;
import io.plumbline.retrain.work.WorkFolder;
import io.plumbline.retrain.work.WorkFolder.Listed;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What a student learns from and is chosen by: pictures with a mask that a person made, and those whose mask a teacher drew and
 * was sure of. Its answers are kept, some at a time, so that a training that goes on asks about no picture twice.
 */
final class Lessons {
    /** The label of a listed picture is the address of its mask, or this where the teacher is to draw it. */
    static final String ASKED = "";

    private static final double SET_ASIDE = 0.1;
    private static final int PART = 16;
    private static final int BYTES_A_PIXEL = 5;
    /** Share of Java's memory that the pictures may fill. */
    private static final double MEMORY = 0.6;

    private final WorkFolder folder;
    private final ModelDefinition.Input student;
    private final List<MaskPicture> train = new ArrayList<>();
    private final List<String> devices = new ArrayList<>();
    private final List<MaskPicture> validation = new ArrayList<>();
    private final List<Doubt> doubtful = new ArrayList<>();
    private final List<Lesson> empty = new ArrayList<>();
    private int drawn;
    private int shown;
    private int drawnEmpty;
    private int taught;
    private int unreadable;

    private Lessons(WorkFolder folder, ModelDefinition.Input student) {
        this.folder = folder;
        this.student = student;
    }

    private record Lesson(Listed listed, MaskPicture picture) {}

    /** What there is to learn from and to choose by. */
    List<MaskPicture> train() {
        return train;
    }

    List<MaskPicture> validation() {
        return validation;
    }

    List<Doubt> doubtful() {
        return doubtful;
    }

    /** How many of both have a mask that a person made. */
    int drawn() {
        return drawn;
    }

    int unreadable() {
        return unreadable;
    }

    /** How many of both the teacher is sure to have no subject. */
    int empty() {
        return taught;
    }

    /** How many more of these there were. */
    int passedOver() {
        return empty.size() - taught;
    }

    /**
     * Asks the teacher, and reads what people drew.
     *
     * @param share of the whole work that this is
     * @throws IllegalArgumentException if the pictures do not fit into memory
     */
    static Lessons gather(
            WorkFolder folder,
            ModelDefinition.Input student,
            Checkpoints checkpoints,
            TrainingListener listener,
            double share)
            throws IOException {
        List<Listed> pictures = folder.pictures();
        long bytes = (long) pictures.size() * student.width() * student.height() * BYTES_A_PIXEL;
        if (bytes > MEMORY * Runtime.getRuntime().maxMemory()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%,d pictures of %d × %d pixels take %d MiB of memory; raise plumbline.training.memory, or lower"
                            + " plumbline.distillation.most-pictures or the student's work.",
                    pictures.size(),
                    student.width(),
                    student.height(),
                    bytes >> 20));
        }
        int asked = (int)
                pictures.stream().filter(each -> each.label().equals(ASKED)).count();
        AskingProgress progress = new AskingProgress(listener, share, asked, System::nanoTime);
        Lessons lessons = new Lessons(folder, student);
        try (Asking asking = new Asking(folder)) {
            for (int from = 0; from < pictures.size(); from += PART) {
                List<Listed> part = pictures.subList(from, Math.min(pictures.size(), from + PART));
                lessons.add(
                        part, String.format(Locale.ROOT, "answers-%05d", from / PART), asking, checkpoints, progress);
            }
        }
        progress.end();
        lessons.addEmpty(folder.order().seed());
        return lessons;
    }

    /**
     * Pictures without a subject teach what to leave alone. No more than half of all are such, as chance draws them: else a
     * student that sees nothing anywhere is right too often. Those that people drew are all there.
     */
    private void addEmpty(long seed) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, empty.size()).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        taught = Math.min(empty.size(), Math.max(0, shown - drawnEmpty));
        order.subList(0, taught).stream().sorted().map(empty::get).forEach(each -> add(each.listed(), each.picture()));
    }

    /** @param name of the checkpoint that keeps the teacher's answers */
    private void add(List<Listed> part, String name, Asking asking, Checkpoints checkpoints, AskingProgress progress)
            throws IOException {
        Optional<List<TeacherAnswer>> kept = checkpoints.load(name).map(TeacherAnswer::listOf);
        progress.known(kept.map(List::size).orElse(0));
        List<TeacherAnswer> answers = new ArrayList<>();
        for (Listed each : part) {
            Optional<BufferedImage> picture = Pixels.ifReadable(folder.picture(each.image()));
            if (!each.label().equals(ASKED)) {
                addDrawn(each, picture);
                continue;
            }
            TeacherAnswer answer = kept.isPresent() ? kept.get().get(answers.size()) : ask(picture, asking, progress);
            answers.add(answer);
            addAsked(each, picture, answer);
        }
        if (kept.isEmpty() && !answers.isEmpty()) {
            checkpoints.save(name, TeacherAnswer.toBytes(answers));
        }
    }

    private TeacherAnswer ask(Optional<BufferedImage> picture, Asking asking, AskingProgress progress) {
        progress.asking();
        TeacherAnswer answer = picture.map(
                        p -> TeacherAnswer.of(asking.teacher().mask(p, student.width(), student.height())))
                .orElse(TeacherAnswer.UNREADABLE);
        progress.answered();
        return answer;
    }

    private void addAsked(Listed listed, Optional<BufferedImage> picture, TeacherAnswer answer) {
        if (picture.isEmpty() || answer.isUnreadable()) {
            unreadable++;
        } else if (answer.doubtful()) {
            doubtful.add(new Doubt(listed.image().hex(), answer.unsure(), answer.area()));
        } else {
            MaskPicture asked = MaskPicture.of(picture.get(), student, answer.target(), answer.weight());
            if (answer.empty()) {
                empty.add(new Lesson(listed, asked));
            } else {
                add(listed, asked);
                shown++;
            }
        }
    }

    private void addDrawn(Listed listed, Optional<BufferedImage> picture) throws IOException {
        Optional<BufferedImage> mask = Pixels.ifReadable(folder.picture(new Sha256(listed.label())));
        if (picture.isEmpty() || mask.isEmpty()) {
            unreadable++;
            return;
        }
        BufferedImage image = mask.get();
        float[] target = PseudoMask.of(
                        Pixels.brightness(image),
                        image.getWidth(),
                        image.getHeight(),
                        student.width(),
                        student.height())
                .target();
        float[] whole = new float[target.length];
        Arrays.fill(whole, 1);
        MaskPicture person = MaskPicture.of(picture.get(), student, target, whole);
        add(listed, person);
        drawn++;
        if (person.isEmpty()) {
            drawnEmpty++;
        } else {
            shown++;
        }
    }

    private void add(Listed listed, MaskPicture picture) {
        if (listed.split().equals("VALIDATION")) {
            validation.add(picture);
        } else {
            train.add(picture);
            devices.add(listed.device());
        }
    }

    /** Where the split sets nothing aside, a tenth of what is learnt from is, by device. */
    void setAside(long seed) {
        if (validation.isEmpty()) {
            SetAside cut = SetAside.of(devices, SET_ASIDE, seed);
            List<MaskPicture> all = List.copyOf(train);
            train.clear();
            cut.learnt().forEach(i -> train.add(all.get(i)));
            cut.aside().forEach(i -> validation.add(all.get(i)));
        }
    }

    /** The teacher, loaded once it is needed: it may be large. */
    private static final class Asking implements AutoCloseable {
        private final WorkFolder folder;
        private Optional<Teacher> teacher = Optional.empty();

        Asking(WorkFolder folder) {
            this.folder = folder;
        }

        Teacher teacher() {
            if (teacher.isEmpty()) {
                teacher = Optional.of(load());
            }
            return teacher.get();
        }

        private Teacher load() {
            try {
                Bundle bundle = Bundles.read(folder.champion());
                return new Teacher(bundle.onnx(), bundle.definition());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            teacher.ifPresent(Teacher::close);
        }
    }
}
