package io.plumbline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.drift.DriftReports;
import io.plumbline.drift.DriftState;
import io.plumbline.drift.Evaluator;
import io.plumbline.drift.Incident;
import io.plumbline.drift.Incidents;
import io.plumbline.drift.signal.SegmentWatch;
import io.plumbline.feedback.LeftOvers;
import io.plumbline.kernel.Cell;
import io.plumbline.kernel.ModelCatalog;
import io.plumbline.kernel.Page;
import io.plumbline.profile.ProfileCompaction;
import io.plumbline.registry.Models;
import io.plumbline.registry.NewModel;
import io.plumbline.stats.Histogram;
import io.plumbline.store.Transactions;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.testing.EventJson;
import io.plumbline.testing.LiveModels;
import io.plumbline.testing.LiveModels.Validation;
import io.plumbline.testing.SettableClock;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InjectableContext;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the application judges of events does not depend on the order, the parts and the repetitions in which they came, nor on
 * restarts. The same events go to several models. What an evaluation on the way opens stays, since people may have seen it: so
 * incidents are the same where evaluations saw the same events, and the state of all signals is the same at the end in any case.
 */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
@TestProfile(SettableClock.Profile.class)
class SameJudgementIT {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final int DAYS = 16;
    private static final int DEVICES = 60;
    private static final int PREDICTIONS = 3_000;
    private static final int TENTHS = 10;
    private static final List<String> KEYS = List.of("make");

    @Inject
    Models models;

    @Inject
    LiveModels live;

    @Inject
    SegmentWatch segments;

    @Inject
    BatchWriter writer;

    @Inject
    Transactions transactions;

    @Inject
    ProfileCompaction compaction;

    @Inject
    LeftOvers leftOvers;

    @Inject
    Evaluator evaluator;

    @Inject
    Incidents incidents;

    @Inject
    DriftReports reports;

    @Inject
    ObjectMapper json;

    @Inject
    SettableClock clock;

    /** A prediction, or what a person said of it, before it is of a model. */
    private record Told(int device, int id, Instant time, String data, boolean correction) {}

    /** All that was judged of a model, in words that name no model. */
    private record Judgement(List<String> states, List<String> incidents) {}

    @BeforeEach
    void itIsTheEndOfTheStory() {
        clock.set(START.plus(Duration.ofDays(DAYS + 1)));
    }

    @Test
    void inTheSameOrderButSplitAndRepeatedAndWithoutRestartsAllIsTheSame() throws Exception {
        // Given
        List<Told> events = events();
        // When
        Judgement straight = judge("same-straight", tenths(events), new Random(1), true);
        List<List<Told>> repeated = tenths(events).stream()
                .map(tenth -> repeated(tenth, tenth, new Random(2)))
                .toList();
        Judgement again = judge("same-repeated", repeated, new Random(3), false);
        // Then
        assertThat(straight.incidents()).isNotEmpty();
        assertThat(straight.states()).hasSize(TENTHS);
        assertThat(again).isEqualTo(straight);
    }

    @Test
    void shuffledSplitRepeatedAndWithARestartAtEachTenthTheEndIsTheSame() throws Exception {
        // Given
        List<Told> events = events();
        List<Told> shuffled = repeated(events, events, new Random(4));
        Collections.shuffle(shuffled, new Random(5));
        // When
        Judgement atOnce = judge("once-straight", List.of(events), new Random(6), false);
        Judgement shuffledAtOnce = judge("once-shuffled", List.of(shuffled), new Random(7), false);
        Judgement inTenths = judge("tenths-straight", tenths(events), new Random(8), true);
        Judgement shuffledInTenths = judge("tenths-shuffled", tenths(shuffled), new Random(9), true);
        // Then
        assertThat(atOnce.incidents()).isNotEmpty();
        assertThat(shuffledAtOnce).isEqualTo(atOnce);
        String end = atOnce.states().get(0);
        assertThat(inTenths.states().get(TENTHS - 1)).isEqualTo(end);
        assertThat(shuffledInTenths.states().get(TENTHS - 1)).isEqualTo(end);
        assertThat(shuffledInTenths.incidents()).isNotEmpty();
    }

    /** Half of all predictions are audited, with labels that come within a day; from the middle on one make errs in a half. */
    private static List<Told> events() {
        Random random = new Random(20260301);
        List<Told> events = new ArrayList<>();
        for (int i = 0; i < PREDICTIONS; i++) {
            int device = random.nextInt(DEVICES);
            Instant time = START.plus(Duration.ofDays(DAYS).multipliedBy(i).dividedBy(PREDICTIONS));
            boolean audited = random.nextBoolean();
            double rate = i > PREDICTIONS / 2 && device % 3 == 1 ? 0.5 : 0.1;
            String said = random.nextInt(4) == 0 ? "boot" : "coat";
            String truth = random.nextDouble() < rate ? (said.equals("boot") ? "coat" : "boot") : said;
            String data =
                    "\"label\":\"%s\",\"confidence\":%s,\"segment\":{\"make\":\"make %d\"},\"stats\":{\"brightness\":%s}%s"
                            .formatted(
                                    said,
                                    1 - 0.2 * random.nextDouble(),
                                    device % 3,
                                    random.nextDouble(),
                                    audited ? ",\"audit\":{\"propensity\":0.5}" : "");
            events.add(new Told(device, i, time, data, false));
            if (audited) {
                events.add(new Told(device, i, time.plusSeconds(random.nextInt(86_400)), truth, true));
            }
        }
        events.sort(Comparator.comparing(Told::time));
        return events;
    }

    private static List<List<Told>> tenths(List<Told> events) {
        return IntStream.range(0, TENTHS)
                .mapToObj(i -> events.subList(events.size() * i / TENTHS, events.size() * (i + 1) / TENTHS))
                .toList();
    }

    /** Events, and some of them again, later on. */
    private static List<Told> repeated(List<Told> events, List<Told> again, Random random) {
        List<Told> all = new ArrayList<>(events);
        for (int i = 0; i < events.size() / 3; i++) {
            all.add(again.get(random.nextInt(again.size())));
        }
        return all;
    }

    /** Delivers parts in batches of any size, and evaluates after each part. */
    private Judgement judge(String model, List<List<Told>> parts, Random random, boolean restarts) throws Exception {
        register(model);
        TopicPartition partition = new TopicPartition(model, 0);
        transactions.execute(c -> OffsetTable.create(c, partition, 0));
        List<String> states = new ArrayList<>();
        long offset = 0;
        for (List<Told> part : parts) {
            for (int from = 0; from < part.size(); ) {
                int to = Math.min(part.size(), from + 1 + random.nextInt(400));
                RecordBatch batch = new RecordBatch(name -> Optional.of(new ModelCatalog.Facts(name, KEYS)));
                batch.read(records(partition, offset, model, part.subList(from, to)));
                writer.write(batch, Map.of(partition, offset));
                offset += to - from;
                from = to;
            }
            leftOvers.run();
            compaction.compact();
            if (restarts) {
                forgetWhatIsInMemory();
            }
            assertThat(evaluator.evaluate(models.require(model))).isTrue();
            for (DriftState state : incidents.states(model)) {
                states.add(words(model, state)
                        + words(model, segments.of(model, state.version()).orElseThrow()));
            }
        }
        List<String> judged = new ArrayList<>();
        for (Incident incident : incidents.of(model, new Page(0, Page.LARGEST)).items()) {
            String report = words(model, reports.require(incident.report()));
            judged.add(words(model, incident)
                            .replaceAll("\"id\":\\d+", "")
                            .replace(incident.report().toString(), "")
                    + report.replaceAll("\"incident\":\\d+", "")
                            .replace(incident.report().toString(), ""));
        }
        return new Judgement(states, judged);
    }

    private String words(String model, Object judged) throws JsonProcessingException {
        return json.writeValueAsString(judged).replace(model, "the model");
    }

    private static ConsumerRecords<byte[], byte[]> records(
            TopicPartition partition, long offset, String model, List<Told> events) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (Told told : events) {
            Instant received = START.plus(Duration.ofDays(DAYS + 1));
            records.add(OneRecord.record(partition, offset + records.size(), received, event(model, told)));
        }
        return new ConsumerRecords<>(
                Map.of(partition, records), Map.of(partition, new OffsetAndMetadata(offset + events.size())));
    }

    private static String event(String model, Told told) {
        String device = device(model, told.device());
        return told.correction()
                ? EventJson.correction(
                        model,
                        device,
                        "c" + told.id(),
                        told.time(),
                        "p" + told.id(),
                        told.data(),
                        "\"audit\":{\"propensity\":0.5}")
                : EventJson.prediction(model, device, "p" + told.id(), told.time(), told.data());
    }

    /** A device of each model has a name of its own, and is in the same shard for all of them. */
    private static String device(String model, int device) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> model + "/" + device + "/" + i)
                .filter(name -> Cell.shard(name) == device % Cell.SHARDS)
                .findFirst()
                .orElseThrow();
    }

    private void register(String model) {
        models.register(new NewModel(model, "Judged", "classification", KEYS), "test");
        Histogram confidence = new Histogram();
        for (int i = 0; i < 1_000; i++) {
            confidence.add(1 - 0.2 * i / 1_000);
        }
        live.release(model, "1", "", Validation.ofSums(confidence, Map.of("boot", 250, "coat", 750)));
    }

    /** As a restart does: of what judges, and of what it reads by, no instance goes on. */
    private static void forgetWhatIsInMemory() {
        for (InjectableContext context : Arc.container().getContexts(ApplicationScoped.class)) {
            context.getState().getContextualInstances().keySet().stream()
                    .filter(bean -> bean.getBeanClass().getName().startsWith("io.plumbline.drift")
                            || bean.getBeanClass().getName().startsWith("io.plumbline.profile")
                            || bean.getBeanClass().getName().startsWith("io.plumbline.feedback"))
                    .forEach(context::destroy);
        }
    }
}
