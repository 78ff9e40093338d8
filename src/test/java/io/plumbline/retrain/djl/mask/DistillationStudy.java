package io.plumbline.retrain.djl.mask;

import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.Pixels;
import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.bundle.onnx.OnnxWriter;
import io.plumbline.retrain.djl.mask.Composites.Composite;
import io.plumbline.retrain.djl.mask.DistillationTask.Settings;
import io.plumbline.retrain.djl.mask.DistillationTrainer.Student;
import io.plumbline.retrain.djl.mask.Shapes.Drawn;
import io.plumbline.testing.Zips;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;

/**
 * Distils a real teacher into a student of less than a megabyte, and says how good that is: docs/training.md tells what to fetch and
 * has the tables. The teacher's answers and the student are kept in the folder; what is there is not made again.
 */
final class DistillationStudy {
    private static final List<String> SCENES = List.of(
            "Aqua.jpg",
            "Blinds.jpg",
            "Dune.jpg",
            "Garden.jpg",
            "GreenMeadow.jpg",
            "RainDrops.jpg",
            "Storm.jpg",
            "TwoWings.jpg",
            "Wood.jpg",
            "aero1.jpg",
            "board.jpg",
            "building.jpg",
            "fruits.jpg",
            "home.jpg",
            "leuvenA.jpg",
            "starry_night.jpg",
            "stuff.jpg");
    private static final List<String> HELD_SCENES =
            List.of("brick.png", "coffee.png", "grass.png", "gravel.png", "hubble_deep_field.jpg", "rocket.jpg");
    private static final String SKIN_TONES = ".*-1f3f[b-f].*";
    private static final int RUN = 8;
    private static final int EVERY = 6;
    private static final long HELD = 1_000_000;
    private static final int VALIDATION_EVERY = 8;
    private static final long SEED = 20_261_126;
    private static final long MOST_BYTES = 1_000_000;
    private static final long MOST_WORK = 60_000_000;
    private static final String SUBJECT = "subject";
    private static final int SAMPLES = 8;
    private static final int SHOWN = 5;
    private static final int TEACHER_TURNS = 5;
    private static final int STUDENT_TURNS = 100;

    private final Path folder;
    private final Composites train;
    private final Composites held;
    private final TeacherAnswers answers;

    /** @param folder with the folders {@code teacher} (the npm package), {@code objects} and {@code scenes} */
    DistillationStudy(Path folder) {
        this.folder = folder;
        List<Path> objects = Composites.files(folder.resolve("objects"), ".webp").stream()
                .filter(p -> !p.getFileName().toString().matches(SKIN_TONES))
                .toList();
        List<Path> scenes = Composites.files(folder.resolve("scenes"), ".jpg", ".png");
        train = new Composites(Composites.runs(objects, RUN, EVERY, false), named(scenes, SCENES));
        held = new Composites(Composites.runs(objects, RUN, EVERY, true), named(scenes, HELD_SCENES));
        answers = new TeacherAnswers(folder.resolve("answers"));
    }

    private static List<Path> named(List<Path> files, List<String> names) {
        return files.stream()
                .filter(p -> names.contains(p.getFileName().toString()))
                .toList();
    }

    Composite composite(long index) {
        return index >= HELD ? held.draw(index) : train.draw(index);
    }

    /** Has the teacher draw what is not drawn yet: held-out pictures, then those to learn from. */
    void label(int learn, int judge) throws IOException {
        try (Teacher teacher = TeacherAnswers.isnet(folder.resolve("teacher"), "medium")) {
            for (int i = 0; i < learn + judge; i++) {
                long index = i < judge ? HELD + i : i - judge;
                String name = Long.toString(index);
                if (!answers.has(name)) {
                    answers.ask(teacher, name, composite(index).picture());
                    System.out.printf(Locale.ROOT, "teacher: %d of %d%n", i + 1, learn + judge);
                }
            }
        }
    }

    private PseudoMask mask(long index, int side) throws IOException {
        float[] answer = answers.read(Long.toString(index));
        return PseudoMask.of(answer, TeacherAnswers.SIDE, TeacherAnswers.SIDE, side, side);
    }

    private static float[] truth(Composite composite, int side) {
        return PseudoMask.of(composite.mask(), Composites.SIDE, Composites.SIDE, side, side)
                .target();
    }

    /** Trains a student on what the teacher was sure of, and tells of the pictures that it was not. */
    Student distil(int learn, int side, int base) throws IOException {
        ModelDefinition.Input input = input(side);
        List<MaskPicture> train = new ArrayList<>();
        List<MaskPicture> validation = new ArrayList<>();
        List<Double> sure = new ArrayList<>();
        List<Double> doubtful = new ArrayList<>();
        for (int i = 0; i < learn; i++) {
            PseudoMask mask = mask(i, side);
            Composite composite = composite(i);
            double iou = MaskScore.iou(mask.target(), truth(composite, side), ones(side));
            (mask.doubtful() ? doubtful : sure).add(iou);
            if (!mask.doubtful()) {
                MaskPicture picture = MaskPicture.of(composite.picture(), input, mask.target(), mask.weight());
                (i % VALIDATION_EVERY == 0 ? validation : train).add(picture);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "of %d pictures %d doubtful: teacher's IoU with the truth %.3f there, %.3f elsewhere%n",
                learn,
                doubtful.size(),
                mean(doubtful),
                mean(sure));
        DistillationTask task = new DistillationTask(input, train, validation, Settings.usual(base, SEED));
        long start = System.nanoTime();
        Student student = DistillationTrainer.train(task, progress -> {
            if (!Double.isNaN(progress.accuracy())) {
                System.out.printf(
                        Locale.ROOT,
                        "epoch %d: loss %.4f, validation IoU %.3f, %.0f s%n",
                        progress.epoch(),
                        progress.loss(),
                        progress.accuracy(),
                        (System.nanoTime() - start) / 1e9);
            }
        });
        Files.write(folder.resolve("student-" + side + "-" + base + ".onnx"), student.onnx());
        return student;
    }

    /** What was said of a held-out picture. */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: never compared nor used as a key.
    private record Said(Composite composite, float[] truth, float[] taught, float[] said, double iou) {}

    /** Judges a student on objects and scenes that it never saw. */
    void judge(byte[] onnx, int judge, int side) throws IOException {
        ModelDefinition.Input input = input(side);
        List<Said> all = new ArrayList<>();
        try (OnnxRunner student = new OnnxRunner(onnx, input.port(), OnnxWriter.MASK)) {
            for (int i = 0; i < judge; i++) {
                Composite composite = composite(HELD + i);
                float[] truth = truth(composite, side);
                float[] said = student.run(new float[][] {Pixels.of(composite.picture(), input)})[0];
                double iou = MaskScore.iou(said, truth, ones(side));
                all.add(new Said(composite, truth, mask(HELD + i, side).target(), said, iou));
            }
        }
        print("teacher with the truth", all, s -> MaskScore.iou(s.taught, s.truth, ones(side)));
        print("student with the teacher", all, s -> MaskScore.iou(s.said, s.taught, ones(side)));
        print("student with the truth", all, Said::iou);
        print("everything as subject, with the truth", all, s -> MaskScore.iou(ones(side), s.truth, ones(side)));
        all.sort(Comparator.comparingDouble(Said::iou).reversed());
        CutOuts sheet = new CutOuts(2 * SHOWN);
        for (int i = 0; i < 2 * SHOWN; i++) {
            // Every third of the better half, then the worst.
            Said s = i < SHOWN ? all.get(i * judge / 2 / SHOWN) : all.get(judge - 2 * SHOWN + i);
            sheet.add(s.composite.picture(), s.truth, s.taught, s.said, side);
        }
        ImageIO.write(sheet.sheet(), "png", folder.resolve("distillation.png").toFile());
    }

    /** How long each takes for one picture, on one thread, with both in memory. */
    void time(byte[] onnx, int side) throws IOException {
        BufferedImage picture = composite(HELD).picture();
        double teachers;
        try (Teacher teacher = TeacherAnswers.isnet(folder.resolve("teacher"), "medium")) {
            teachers = millis(TEACHER_TURNS, () -> teacher.answer(picture));
        }
        ModelDefinition.Input input = input(side);
        try (OnnxRunner student = new OnnxRunner(onnx, input.port(), OnnxWriter.MASK)) {
            double students = millis(STUDENT_TURNS, () -> student.run(new float[][] {Pixels.of(picture, input)}));
            System.out.printf(
                    Locale.ROOT,
                    "a picture takes the teacher %.0f ms, the student %.2f ms: %.0f times less; %d bytes%n",
                    teachers,
                    students,
                    teachers / students,
                    onnx.length);
        }
    }

    /** The median of some turns, the first of which warms up. */
    private static double millis(int turns, Runnable work) {
        double[] each = new double[turns];
        work.run();
        for (int i = 0; i < turns; i++) {
            long start = System.nanoTime();
            work.run();
            each[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(each);
        return each[turns / 2];
    }

    private static void print(String what, List<Said> all, ToDoubleFunction<Said> iou) {
        double[] ious = all.stream().mapToDouble(iou).sorted().toArray();
        MaskScore score = MaskScore.of(ious);
        System.out.printf(
                Locale.ROOT,
                "%s: mean IoU %.3f, median %.3f, below one half %.0f %%%n",
                what,
                score.mean(),
                ious[ious.length / 2],
                100 * score.poor());
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    static ModelDefinition.Input input(int side) {
        return new ModelDefinition.Input(
                OnnxWriter.INPUT, side, side, 3, "NCHW", List.of(0.5f, 0.5f, 0.5f), List.of(0.25f, 0.25f, 0.25f));
    }

    private static float[] ones(int side) {
        float[] ones = new float[side * side];
        Arrays.fill(ones, 1);
        return ones;
    }

    /**
     * Writes composites as a user of the job would have them: pictures to learn from, pictures with their true masks to judge by, and
     * some of either kind that tell how good the teacher is.
     */
    void write(int learn, int judge, Path to) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < learn; i++) {
            files.put("train/" + SUBJECT + "/" + i + ".png", drawn(i).png());
        }
        Files.createDirectories(to);
        Files.write(to.resolve("learn.zip"), Zips.of(files));
        List<Drawn> held = new ArrayList<>();
        for (int i = 0; i < judge; i++) {
            held.add(drawn(HELD + i));
        }
        Files.write(to.resolve("judge.zip"), Coco.zip(SUBJECT, Map.of("test", held)));
        for (int i = 0; i < SAMPLES; i++) {
            Drawn sample = drawn(2 * HELD + i);
            put(to.resolve("samples/" + i + ".png"), sample.png());
            put(to.resolve("masks/" + i + ".png"), sample.maskPng());
        }
    }

    private static void put(Path file, byte[] bytes) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private Drawn drawn(long index) {
        Composite composite = composite(index);
        float[] mask = new float[composite.mask().length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = composite.mask()[i] >= 0.5 ? 255 : 0;
        }
        return new Drawn(composite.picture(), mask);
    }

    public static void main(String[] arguments) throws IOException {
        DistillationStudy study = new DistillationStudy(Path.of(arguments[0]));
        int learn = Integer.parseInt(arguments[1]);
        int judge = Integer.parseInt(arguments[2]);
        if (arguments.length > 3 && arguments[3].startsWith("/")) {
            study.write(learn, judge, Path.of(arguments[3]));
            return;
        }
        StudentSize size = StudentSize.fit(MOST_BYTES, Float.BYTES, MOST_WORK);
        int side = arguments.length > 3 ? Integer.parseInt(arguments[3]) : size.side();
        study.label(learn, judge);
        Student student = study.distil(learn, side, size.base());
        study.judge(student.onnx(), judge, side);
        study.time(student.onnx(), side);
    }
}
