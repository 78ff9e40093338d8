package io.plumbline.retrain.gate;

import io.plumbline.retrain.gate.JudgedPicture.Origin;
import java.util.List;

/**
 * What the two models are compared on.
 *
 * @param model name of the model
 * @param champion version that the new one is compared with
 * @param watched keys of the watched segments
 * @param pictures none of which either model may have learned from, in any order
 * @param seed of what is random in the tests
 */
public record Judging(String model, String champion, List<String> watched, List<JudgedPicture> pictures, long seed) {
    /** Copies the lists. */
    public Judging {
        watched = List.copyOf(watched);
        pictures = List.copyOf(pictures);
    }

    List<JudgedPicture> field() {
        return of(Origin.FIELD);
    }

    List<JudgedPicture> reference() {
        return of(Origin.REFERENCE);
    }

    private List<JudgedPicture> of(Origin origin) {
        return pictures.stream().filter(p -> p.origin() == origin).toList();
    }
}
