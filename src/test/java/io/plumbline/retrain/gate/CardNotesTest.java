package io.plumbline.retrain.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.bundle.ModelCard;
import io.plumbline.kernel.Sha256;
import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.GateVerdict.Gate;
import io.plumbline.registry.GateVerdict.Outcome;
import io.plumbline.retrain.gate.GateConfig.Goal;
import io.plumbline.retrain.gate.GateLimits.Budget;
import io.plumbline.retrain.gate.GateLimits.Judged;
import io.plumbline.retrain.gate.GateLimits.Margins;
import io.plumbline.retrain.gate.JudgedPicture.Answer;
import io.plumbline.retrain.gate.JudgedPicture.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CardNotesTest {
    private static final GateLimits LIMITS = new GateLimits(
            0.05,
            Goal.SUPERIORITY,
            new Margins(0.01, 0.02, 0.05, 0.05, 0.01),
            new Judged(100, 0.05),
            new Budget(1, 1, 1, Optional.empty(), OptionalLong.empty()));

    @Test
    void the_card_says_how_it_was_judged_where_it_is_weaker_and_what_is_not_known() {
        // Given: of the pictures of an old phone most are lost
        List<GateVerdict> verdicts = verdicts();
        // When
        ModelCard card = CardNotes.card("A summary.", "Some data.", "By temperature.", verdicts);
        // Then
        assertThat(card.gates()).hasSize(2).anySatisfy(line -> assertThat(line)
                .startsWith("QUALITY failed: On 400 audited pictures"));
        assertThat(card.weaker())
                .first()
                .asString()
                .startsWith("device Old: 25.0 % right of 80 pictures")
                .endsWith("That it is worse is proven.");
        assertThat(card.limits())
                .anySatisfy(line -> assertThat(line).contains("Judged by 400 audited pictures of 400 devices"))
                .anySatisfy(line -> assertThat(line).startsWith("It knows the labels above and no others"));
    }

    @Test
    void what_was_measured_in_time_stays_out_of_the_card() {
        // Given
        List<GateVerdict> verdicts = new ArrayList<>(verdicts());
        verdicts.add(new GateVerdict(Gate.BUDGET, Outcome.PASSED, "47 µs a picture", Map.of("microsAPicture", 47.1)));
        // When
        ModelCard card = CardNotes.card("A summary.", "Some data.", "By temperature.", verdicts);
        // Then
        assertThat(card).isEqualTo(CardNotes.card("A summary.", "Some data.", "By temperature.", verdicts()));
    }

    @Test
    void a_model_that_was_compared_with_none_says_so() {
        // Given / When
        ModelCard card = CardNotes.card("A summary.", "Some data.", "By temperature.", List.of());
        // Then
        assertThat(card.gates()).isEmpty();
        assertThat(card.limits()).contains("It was not compared with another version on the same pictures.");
    }

    @Test
    void evidence_is_the_same_after_it_was_stored() throws Exception {
        // Given
        GateVerdict verdict = verdicts().get(0);
        JsonMapper json = JsonMapper.builder().build();
        // When
        GateVerdict stored = json.readValue(json.writeValueAsString(verdict), GateVerdict.class);
        // Then
        assertThat(Evidence.findings(stored)).isNotEmpty().isEqualTo(Evidence.findings(verdict));
    }

    private static List<GateVerdict> verdicts() {
        List<JudgedPicture> pictures = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            boolean old = i % 5 == 0;
            boolean right = old ? i % 20 == 0 : i % 10 != 1;
            boolean was = old ? i % 10 == 0 : i % 2 == 0;
            pictures.add(new JudgedPicture(
                    Sha256.of(new byte[] {(byte) i}),
                    "bag",
                    "/devices/" + i,
                    Origin.FIELD,
                    1,
                    Map.of("device", old ? "Old" : "New"),
                    Answer.ofClass(was || (old && i % 15 != 0) ? "bag" : "boot", 0.7, "bag"),
                    Answer.ofClass(right ? "bag" : "boot", 0.7, "bag")));
        }
        Judging judging = new Judging("garments", "1", List.of("device"), pictures, 1);
        return List.of(new QualityGate(LIMITS).judge(judging), new SafetyGate(LIMITS).judge(judging));
    }
}
