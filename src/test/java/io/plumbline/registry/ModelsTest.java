package io.plumbline.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.kernel.Page;
import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import io.plumbline.registry.GateVerdict.Gate;
import io.plumbline.registry.GateVerdict.Outcome;
import io.plumbline.store.Blobs;
import io.plumbline.store.StoreException;
import io.plumbline.store.Transactions;
import io.plumbline.testing.EmbeddedServersResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class ModelsTest {
    @Inject
    Models models;

    @Inject
    Ledger ledger;

    @Inject
    Blobs blobs;

    @Inject
    Transactions transactions;

    @Test
    void aVersionGoesFromCandidateToLiveToRetiredAndBack() {
        // Given
        register("lifecycle");
        add("lifecycle", "1");
        add("lifecycle", "2");
        models.promote("lifecycle", "1", "anna", "");
        models.promote("lifecycle", "2", "anna", "better at dusk");
        // When
        Release back = models.rollback("lifecycle", "", "bert", "worse at noon");
        // Then
        assertThat(back.number()).isEqualTo(3);
        assertThat(back.version()).isEqualTo("1");
        assertThat(models.live("lifecycle")).map(ModelVersion::version).contains("1");
        assertThat(models.require("lifecycle", "2").stage()).isInstanceOf(Stage.Retired.class);
        assertThat(models.nextVersion("lifecycle")).isEqualTo("3");
        assertThat(models.releases("lifecycle")).extracting(Release::version).containsExactly("1", "2", "1");
        for (Release release : models.releases("lifecycle")) {
            assertThat(models.releaseAt("lifecycle", release.at()))
                    .map(Release::number)
                    .hasValueSatisfying(number -> assertThat(number).isGreaterThanOrEqualTo(release.number()));
        }
        assertThat(ledger.entries("lifecycle", Page.FIRST).items())
                .extracting(Ledger.Entry::what)
                .containsExactly(
                        "version-rolled-back",
                        "version-promoted",
                        "version-promoted",
                        "version-added",
                        "version-added",
                        "model-registered");
        assertThat(ledger.entries("lifecycle", Page.FIRST).items().get(0).detail())
                .contains("worse at noon");
    }

    @Test
    void whatIsKeptOfAVersionIsWhatWasGiven() {
        // Given
        register("faithful");
        add("faithful", "1");
        GateVerdict verdict =
                new GateVerdict(Gate.QUALITY, Outcome.INCONCLUSIVE, "Too few.", Map.of("b", 3, "p", 0.25));
        Sha256 sha = blobs.put(new byte[] {7}, "application/zip").sha256();
        NewVersion added = new NewVersion(
                "faithful", "1.1-rc+x", sha, 1, List.of("b", "a"), "{\"n\": 5}", "1", "job:7", List.of(verdict));
        // When
        models.addCandidate(added, "worker-1");
        // Then
        ModelVersion kept = models.require("faithful", "1.1-rc+x");
        assertThat(kept.labels()).containsExactly("b", "a");
        assertThat(kept.validation()).isEqualTo("{\"n\": 5}");
        assertThat(kept.parent()).contains("1");
        assertThat(kept.verdicts()).containsExactly(verdict);
        assertThat(kept.origin()).isEqualTo("job:7");
        assertThat(kept.createdBy()).isEqualTo("worker-1");
        assertThat(kept.allGatesPassed()).isFalse();
        assertThat(kept.unpassedGates(false)).containsExactly(GateVerdict.Gate.QUALITY);
    }

    @Test
    void what_replaces_another_unmeasured_is_promoted_with_a_reason_only() {
        // Given two uploads that nobody had judged
        register("unmeasured");
        GateVerdict open =
                new GateVerdict(GateVerdict.Gate.QUALITY, GateVerdict.Outcome.NOT_RUN, "Uploaded.", Map.of());
        for (String version : List.of("1", "2")) {
            Sha256 sha = blobs.put(version.getBytes(StandardCharsets.UTF_8), "application/zip")
                    .sha256();
            models.addCandidate(
                    new NewVersion("unmeasured", version, sha, 1, List.of("a", "b"), "{}", "", "upload", List.of(open)),
                    "admin");
        }
        // When / Then
        models.promote("unmeasured", "1", "manager", "");
        assertThatThrownBy(() -> models.promote("unmeasured", "2", "manager", ""))
                .isInstanceOfSatisfying(
                        Rejection.class, e -> assertThat(e.code()).isEqualTo("gate-failed"))
                .hasMessageContaining("did not pass [QUALITY]; have it judged, or give a reason");
        assertThat(models.require("unmeasured", "2").isProven(true)).isFalse();
        models.promote("unmeasured", "2", "manager", "Seen on my own phone for a week");
        assertThat(models.live("unmeasured").orElseThrow().version()).isEqualTo("2");
    }

    @Test
    void aFailedGateIsOverruledOnlyWithAReasonThatTheLedgerKeeps() {
        // Given
        register("gated");
        GateVerdict failed = new GateVerdict(Gate.SAFETY, Outcome.FAILED, "Confidently wrong.", Map.of());
        Sha256 sha = blobs.put(new byte[] {8}, "application/zip").sha256();
        models.addCandidate(
                new NewVersion("gated", "1", sha, 1, List.of(), "{}", "", "upload", List.of(failed)), "anna");
        // When nothing is said, Then it is refused
        assertThatThrownBy(() -> models.promote("gated", "1", "anna", "  "))
                .isInstanceOfSatisfying(
                        Rejection.class, r -> assertThat(r.code()).isEqualTo("gate-failed"))
                .hasMessageContaining("SAFETY");
        // When a reason is given, Then it is promoted
        models.promote("gated", "1", "anna", "only for the museum");
        assertThat(ledger.entries("gated", Page.FIRST).items().get(0).detail())
                .contains("overruling [SAFETY]", "only for the museum");
    }

    @Test
    void illegalMovesAreRefusedInWords() {
        // Given
        register("strict");
        add("strict", "1");
        add("strict", "2");
        add("strict", "3");
        models.reject("strict", "2", "anna", "blurred");
        models.promote("strict", "1", "anna", "");
        // Then
        assertRejected("stage-wrong", () -> models.promote("strict", "1", "anna", ""));
        assertRejected("stage-wrong", () -> models.promote("strict", "2", "anna", ""));
        assertRejected("stage-wrong", () -> models.reject("strict", "1", "anna", ""));
        assertRejected("stage-wrong", () -> models.rollback("strict", "3", "anna", ""));
        assertRejected("nothing-to-roll-back-to", () -> models.rollback("strict", "", "anna", ""));
        assertRejected("version-unknown", () -> models.promote("strict", "9", "anna", ""));
        assertRejected("model-unknown", () -> models.promote("nobody", "1", "anna", ""));
        assertRejected("reason-too-long", () -> models.promote("strict", "3", "anna", "x".repeat(1001)));
        assertRejected("version-exists", () -> models.addCandidate(version("strict", "1", "other"), "anna"));
        assertRejected(
                "task-fixed", () -> models.register(new NewModel("strict", "S", "segmentation", List.of()), "anna"));
    }

    @Test
    void addingTheSameContentAgainChangesNothing() {
        // Given
        register("again");
        ModelVersion first = add("again", "1");
        // When
        ModelVersion second = add("again", "1");
        // Then
        assertThat(second).isEqualTo(models.require("again", "1"));
        assertThat(second.sha256()).isEqualTo(first.sha256());
        assertThat(ledger.entries("again", Page.FIRST).total()).isEqualTo(2);
    }

    @Test
    void ofManyPromotionsAtOnceOfOneVersionExactlyOneSucceeds() throws Exception {
        // Given
        register("crowd");
        add("crowd", "1");
        // When
        List<Outcome> outcomes = atOnce(6, i -> () -> models.promote("crowd", "1", "actor-" + i, ""));
        // Then
        assertThat(outcomes).filteredOn(Outcome.PASSED::equals).hasSize(1);
        assertThat(models.releases("crowd")).hasSize(1);
    }

    @Test
    void promotionsAtOnceOfDifferentVersionsHaveTheOutcomeOfOneAfterTheOther() throws Exception {
        // Given
        register("queue");
        for (int i = 0; i < 6; i++) {
            add("queue", "v" + i);
        }
        // When
        List<Outcome> outcomes = atOnce(6, i -> () -> models.promote("queue", "v" + i, "actor", ""));
        // Then
        assertThat(outcomes).containsOnly(Outcome.PASSED);
        List<Release> releases = models.releases("queue");
        assertThat(releases).extracting(Release::number).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(models.live("queue"))
                .map(ModelVersion::version)
                .contains(releases.get(5).version());
        assertThat(models.versions("queue"))
                .filteredOn(v -> v.stage() instanceof Stage.Live)
                .hasSize(1);
    }

    @Test
    void registrationsAtOnceAddOneModel() throws Exception {
        List<Outcome> outcomes =
                atOnce(6, i -> () -> models.register(new NewModel("race", "R", "classification", List.of()), "a" + i));
        assertThat(outcomes).containsOnly(Outcome.PASSED);
        assertThat(ledger.entries("race", Page.FIRST).total()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update ledger set actor = 'nobody'",
                "delete from ledger",
                "truncate ledger",
                "update release set version = '1'",
                "delete from release"
            })
    void theLedgerAndTheReleasesOnlyGrow(String sql) {
        assertThatThrownBy(() -> transactions.execute(c -> {
                    try (var statement = c.createStatement()) {
                        statement.execute(sql);
                    }
                }))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("only grows");
    }

    private void register(String model) {
        models.register(new NewModel(model, "Title", "classification", List.of("device")), "anna");
    }

    private ModelVersion add(String model, String version) {
        return models.addCandidate(version(model, version, "content"), "anna");
    }

    private NewVersion version(String model, String version, String content) {
        byte[] bytes = (model + version + content).getBytes(StandardCharsets.UTF_8);
        Sha256 sha = blobs.put(bytes, "application/zip").sha256();
        return new NewVersion(model, version, sha, bytes.length, List.of("a", "b"), "{}", "", "upload", List.of());
    }

    private static void assertRejected(String code, Runnable wish) {
        assertThatThrownBy(wish::run).isInstanceOfSatisfying(Rejection.class, r -> assertThat(r.code())
                .isEqualTo(code));
    }

    /** One of several things to be done at once. */
    private interface Each {
        Callable<?> at(int i);
    }

    private static List<Outcome> atOnce(int n, Each each) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(n);
        try {
            List<Callable<Object>> calls = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                calls.add(each.at(i)::call);
            }
            List<Outcome> outcomes = new ArrayList<>();
            for (Future<Object> future : threads.invokeAll(calls)) {
                outcomes.add(outcome(future));
            }
            return outcomes;
        } finally {
            threads.shutdownNow();
        }
    }

    private static Outcome outcome(Future<Object> future) throws InterruptedException {
        try {
            future.get();
            return Outcome.PASSED;
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(Rejection.class);
            return Outcome.FAILED;
        }
    }
}
