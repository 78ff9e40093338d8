package io.plumbline.retrain.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.plumbline.bundle.ModelDefinition.Input;
import io.plumbline.kernel.Rejection;
import io.plumbline.retrain.Predictions;
import io.plumbline.retrain.TrainingPicture.Split;
import io.plumbline.retrain.work.HeardTraining;
import io.plumbline.retrain.work.Judged;
import io.plumbline.retrain.work.TrainerName;
import io.plumbline.retrain.work.TrainingChild.Step;
import io.plumbline.retrain.work.TrainingConfig.Device;
import io.plumbline.retrain.work.TrainingFailed;
import io.plumbline.retrain.work.TrainingResult;
import io.plumbline.retrain.work.WorkFolder;
import io.plumbline.retrain.work.WorkFolder.Listed;
import io.plumbline.testing.Await;
import io.plumbline.testing.Child;
import io.plumbline.testing.Signals;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingProcessIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final List<Step> BOTH = List.of(Step.TRAIN, Step.JUDGE);

    @TempDir
    Path temp;

    @Test
    void a_training_that_was_killed_goes_on_from_its_checkpoints_to_the_very_same_model() throws Exception {
        // Given what an undisturbed training makes of 3,000 pictures
        WorkFolder whole = WorkFolders.garments(temp.resolve("whole"), 3_000);
        HeardTraining undisturbed = new HeardTraining(none -> {});
        CompletableFuture<Void> meanwhile = meanwhile(whole, undisturbed);
        // When another is killed after the third part of the embeddings, and the next in the middle of the epochs
        WorkFolder killed = WorkFolders.garments(temp.resolve("killed"), 3_000);
        HeardTraining first = killedAt("embeddings-00002");
        assertThatThrownBy(() -> HeardTraining.child("1G").run(killed, BOTH, first))
                .hasMessage("killed");
        WorkFolder second = goOn("second", first);
        HeardTraining again = killedAt("head-search");
        assertThatThrownBy(() -> HeardTraining.child("1G").run(second, BOTH, again))
                .hasMessage("killed");
        again.parts.putAll(first.parts);
        WorkFolder third = goOn("third", again);
        HeardTraining last = new HeardTraining(none -> {});
        HeardTraining.child("1G").run(third, BOTH, last);
        meanwhile.join();
        // Then
        assertThat(first.parts).containsOnlyKeys("embeddings-00000", "embeddings-00001", "embeddings-00002");
        assertThat(again.log)
                .containsExactly(
                        "Goes on with 1536 embeddings of an earlier attempt.",
                        "0 embeddings are known from earlier trainings, 2,250 are new.");
        assertThat(last.log)
                .containsExactly(
                        "Goes on with 2250 embeddings of an earlier attempt.",
                        "0 embeddings are known from earlier trainings, 2,250 are new.");
        assertThat(last.steps.get(0)).as("epochs of an earlier attempt").isEqualTo(6);
        assertThat(undisturbed.steps.get(0)).isEqualTo(1);
        assertThat(third.output(WorkFolder.MODEL).orElseThrow())
                .isEqualTo(whole.output(WorkFolder.MODEL).orElseThrow());
        assertThat(third.output(WorkFolder.JUDGED).orElseThrow())
                .isEqualTo(whole.output(WorkFolder.JUDGED).orElseThrow());
        Judged judged = Judged.of(third.output(WorkFolder.JUDGED).orElseThrow());
        assertThat(judged.index()).hasSize(750);
        assertThat(Predictions.of(judged.challenger()).accuracy(judged.truth())).isGreaterThan(0.8);
        TrainingResult result =
                TrainingResult.of(third.output(WorkFolder.RESULT).orElseThrow());
        assertThat(result.trained() + result.validated()).isEqualTo(2_250);
    }

    @Test
    void a_whole_network_whose_training_was_killed_goes_on_to_the_very_same_model() throws Exception {
        // Given what an undisturbed training makes of some pictures, of which it has to set some aside itself
        WorkFolder whole = colours("whole");
        HeardTraining undisturbed = new HeardTraining(none -> {});
        CompletableFuture<Void> meanwhile = meanwhile(whole, undisturbed);
        // When another is killed after its third epoch
        WorkFolder killed = colours("killed");
        List<String> epochs = new ArrayList<>();
        HeardTraining first = new HeardTraining(name -> {
            epochs.add(name);
            if (epochs.size() == 3) {
                throw new IllegalStateException("killed");
            }
        });
        assertThatThrownBy(() -> HeardTraining.child("1G").run(killed, BOTH, first))
                .hasMessage("killed");
        WorkFolder second = colours("second");
        second.keepAll(first.parts);
        HeardTraining last = new HeardTraining(none -> {});
        HeardTraining.child("1G").run(second, BOTH, last);
        meanwhile.join();
        // Then
        assertThat(undisturbed.steps).startsWith(1, 2, 3, 4).doesNotHaveDuplicates();
        assertThat(first.steps).containsExactly(1, 2, 3);
        assertThat(last.steps).isEqualTo(undisturbed.steps.subList(3, undisturbed.steps.size()));
        for (String output : List.of(WorkFolder.MODEL, WorkFolder.RESULT, WorkFolder.JUDGED)) {
            assertThat(second.output(output).orElseThrow())
                    .as(output)
                    .isEqualTo(whole.output(output).orElseThrow());
        }
    }

    @Test
    void pictures_that_together_would_fill_the_memory_are_there_some_at_a_time() throws Exception {
        // Given 600 pictures of 2.7 MB each as the model takes them, and half a gigabyte for all of Java
        Input input = new Input("x", 480, 480, 3, Input.NCHW, List.of(0.5f, 0.5f, 0.5f), List.of(0.2f, 0.2f, 0.2f));
        WorkFolder folder = WorkFolders.colours(
                temp.resolve("large"), TrainerName.LAST_LAYER, WorkFolders.champion(input, false), 1, 600, 1);
        // When
        HeardTraining.child("1G").run(folder, BOTH, new HeardTraining(none -> {}));
        // Then
        Judged judged = Judged.of(folder.output(WorkFolder.JUDGED).orElseThrow());
        assertThat(judged.index()).hasSize(150);
        assertThat(Predictions.of(judged.challenger()).accuracy(judged.truth())).isGreaterThan(0.9);
    }

    @Test
    void checkpoints_of_other_pictures_and_damaged_ones_are_not_gone_on_from() throws Exception {
        // Given what a training of other pictures has kept, and a damaged part of its own
        WorkFolder other = WorkFolders.garments(temp.resolve("other"), 400);
        HeardTraining kept = new HeardTraining(none -> {});
        HeardTraining.child("1G").run(other, List.of(Step.TRAIN), kept);
        WorkFolder folder = WorkFolders.garments(temp.resolve("folder"), 404);
        folder.keepAll(kept.parts);
        // When
        HeardTraining heard = new HeardTraining(none -> {});
        HeardTraining.child("1G").run(folder, List.of(Step.TRAIN), heard);
        byte[] whole = folder.output(WorkFolder.MODEL).orElseThrow();
        byte[] damaged = heard.parts.get("embeddings-00000").clone();
        damaged[damaged.length / 2] ^= 1;
        folder.keep("embeddings-00000", damaged);
        HeardTraining afterDamage = new HeardTraining(none -> {});
        HeardTraining.child("1G").run(folder, List.of(Step.TRAIN), afterDamage);
        // Then
        assertThat(heard.log).containsExactly("0 embeddings are known from earlier trainings, 303 are new.");
        assertThat(heard.steps.get(0)).isEqualTo(1);
        assertThat(afterDamage.log).containsExactly("0 embeddings are known from earlier trainings, 303 are new.");
        assertThat(folder.output(WorkFolder.MODEL).orElseThrow()).isEqualTo(whole);
    }

    @Test
    void a_training_that_takes_too_much_memory_is_ended_and_told_why() throws Exception {
        // Given 128 MiB, of which PyTorch alone takes more
        WorkFolder folder = WorkFolders.garments(temp.resolve("folder"), 400);
        // When / Then
        assertThatThrownBy(() -> HeardTraining.child("128M").run(folder, BOTH, new HeardTraining(none -> {})))
                .isInstanceOfSatisfying(
                        Rejection.class, e -> assertThat(e.code()).isEqualTo("training-too-large"))
                .hasMessageContaining("128 MiB")
                .hasMessageContaining("raise plumbline.training.memory");
    }

    @Test
    void a_crash_in_native_code_ends_the_child_only_and_is_named() throws Exception {
        // Given
        WorkFolder folder = WorkFolders.garments(temp.resolve("folder"), 1_200);
        Set<ProcessHandle> before = children();
        HeardTraining heard = new HeardTraining(name -> {
            // What the system sends for an access to memory that is not there.
            Signals.send("SEGV", childrenSince(before));
        });
        // When / Then
        assertThatThrownBy(() -> HeardTraining.child("1G").run(folder, BOTH, heard))
                .isInstanceOf(TrainingFailed.class)
                .hasMessageContaining("crashed in native code (signal 6)");
    }

    @Test
    void a_gpu_that_is_not_there_is_missed_and_nothing_is_trained_instead() throws Exception {
        // Given
        assumeThat(System.getenv("PYTORCH_LIBRARY_PATH"))
                .as("another PyTorch than the packaged one")
                .isNull();
        WorkFolder folder = WorkFolders.garments(temp.resolve("folder"), 400, TrainerName.WHOLE_NETWORK);
        // When / Then
        assertThatThrownBy(() -> HeardTraining.child("1G", Device.GPU).run(folder, BOTH, new HeardTraining(none -> {})))
                .isInstanceOf(TrainingFailed.class)
                .hasMessageContaining("plumbline.training.device is gpu, but PyTorch")
                .hasMessageEndingWith("Or set plumbline.training.device=cpu.");
        assertThat(folder.output(WorkFolder.MODEL)).isEmpty();
    }

    @Test
    void inputs_that_will_never_do_are_refused_in_a_sentence() throws Exception {
        // Given a single picture
        WorkFolder folder = WorkFolders.garments(temp.resolve("folder"), 2);
        // When / Then
        assertThatThrownBy(() -> HeardTraining.child("1G").run(folder, BOTH, new HeardTraining(none -> {})))
                .isInstanceOfSatisfying(
                        Rejection.class, e -> assertThat(e.code()).isEqualTo("training-refused"))
                .hasMessageContaining("at least 2 pictures to learn from, got 1");
    }

    @Test
    void an_interrupt_ends_the_child() throws Exception {
        // Given
        WorkFolder folder = WorkFolders.garments(temp.resolve("folder"), 1_200);
        Set<ProcessHandle> before = children();
        List<ProcessHandle> seen = new ArrayList<>();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Thread worker = new Thread(() -> {
            try {
                HeardTraining.child("1G").run(folder, BOTH, new HeardTraining(none -> {
                    seen.addAll(childrenSince(before));
                    Thread.currentThread().interrupt();
                }));
                ended.complete(null);
            } catch (IOException | InterruptedException e) {
                ended.completeExceptionally(e);
            }
        });
        // When
        worker.start();
        // Then
        assertThatThrownBy(ended::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(seen).isNotEmpty();
        assertThat(childrenSince(before)).isEmpty();
    }

    @Test
    void no_training_outlives_the_process_that_started_it() throws Exception {
        // Given a service in the middle of a training
        WorkFolders.garments(temp.resolve("folder"), 1_200);
        try (Child service = new Child(
                "service",
                temp,
                List.of(
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Service.class.getName(),
                        temp.resolve("folder").toString()))) {
            ProcessHandle handle = ProcessHandle.of(service.pid()).orElseThrow();
            Await.until("it trains", PATIENCE, () -> {
                service.requireAlive();
                return service.lastWords().contains("checkpoint")
                        && handle.children().anyMatch(p -> true);
            });
            List<ProcessHandle> trainings = handle.children().toList();
            // When
            service.kill();
            // Then
            assertThat(trainings).isNotEmpty();
            Await.until(
                    "the training has ended", PATIENCE, () -> trainings.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    /** A process that trains for ever. */
    static final class Service {
        private Service() {}

        public static void main(String[] arguments) throws Exception {
            WorkFolder folder = WorkFolder.at(Path.of(arguments[0]));
            while (true) {
                HeardTraining.child("1G")
                        .run(
                                folder,
                                List.of(Step.TRAIN),
                                new HeardTraining(name -> System.out.println("checkpoint " + name)));
            }
        }
    }

    /** Trains in a child of its own while the test goes on. */
    private static CompletableFuture<Void> meanwhile(WorkFolder folder, HeardTraining heard) {
        return CompletableFuture.runAsync(() -> {
            try {
                HeardTraining.child("1G").run(folder, BOTH, heard);
            } catch (IOException | InterruptedException e) {
                throw new CompletionException(e);
            }
        });
    }

    private static Set<ProcessHandle> children() {
        return ProcessHandle.current().children().collect(Collectors.toSet());
    }

    private static List<ProcessHandle> childrenSince(Set<ProcessHandle> before) {
        return ProcessHandle.current()
                .children()
                .filter(child -> !before.contains(child))
                .toList();
    }

    /** Few pictures of three classes, for a whole network; none of them is for validation. */
    private WorkFolder colours(String name) throws IOException {
        Input input = new Input("x", 24, 20, 3, Input.NCHW, List.of(0.5f, 0.5f, 0.5f), List.of(0.25f, 0.25f, 0.25f));
        WorkFolder folder = WorkFolders.colours(
                temp.resolve(name), TrainerName.WHOLE_NETWORK, WorkFolders.champion(input, false), 1, 120, 1);
        folder.list(folder.pictures().stream()
                .map(p -> p.split().equals(Split.VALIDATION.name())
                        ? new Listed(p.image(), Split.TRAIN.name(), p.weight(), p.device(), p.label())
                        : p)
                .toList());
        return folder;
    }

    private WorkFolder goOn(String name, HeardTraining heard) throws IOException {
        WorkFolder folder = WorkFolders.garments(temp.resolve(name), 3_000);
        folder.keepAll(heard.parts);
        return folder;
    }

    private static HeardTraining killedAt(String checkpoint) {
        return new HeardTraining(name -> {
            if (name.equals(checkpoint)) {
                throw new IllegalStateException("killed");
            }
        });
    }
}
