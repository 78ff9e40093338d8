package io.plumbline.ui.candidate.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.ui.candidate.view.CardText.Block;
import io.plumbline.ui.candidate.view.CardText.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class CardTextTest {
    @Test
    void a_card_is_taken_apart_into_what_it_consists_of() {
        // Given
        String card = "# garments 2\n\nA new last layer.\nSame backbone.\n\n## Limits\n- one\n- two\n\n| label | n |\n|---|---|\n"
                + "| bag | 4 |\n";
        // When
        List<Block> blocks = CardText.blocks(card);
        // Then
        assertThat(blocks)
                .extracting(Block::kind)
                .containsExactly(Kind.TITLE, Kind.TEXT, Kind.HEADING, Kind.LIST, Kind.TABLE);
        assertThat(blocks.get(1).text()).isEqualTo("A new last layer. Same backbone.");
        assertThat(blocks.get(3).lines()).containsExactly("one", "two");
        assertThat(blocks.get(4).rows()).containsExactly(List.of("label", "n"), List.of("bag", "4"));
    }

    @Test
    void what_is_no_card_of_ours_is_shown_as_it_stands() {
        // Given
        String card = "<script>alert(1)</script>\n**bold** | not a table";
        // When
        List<Block> blocks = CardText.blocks(card);
        // Then
        assertThat(blocks).singleElement().satisfies(b -> assertThat(b.text())
                .isEqualTo("<script>alert(1)</script> **bold** | not a table"));
        assertThat(CardText.blocks("")).isEmpty();
    }
}
