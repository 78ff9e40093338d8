package io.plumbline.retrain.gate;

import io.plumbline.retrain.gate.JudgedPicture.Origin;
import java.util.List;

/**
 * What the two models are compared on.
 *
 * @param model name of the model
 * @param champion version that the new one is compared with; empty where nothing is live
 * @param watched keys of the watched segments
 * @param pictures none of which either model may have learned from, in any order
 * @param seed of what is random in the tests
 * @param masks whether the answers are masks, and their scores intersections over union
 */
public record Judging(
        String model, String champion, List<String> watched, List<JudgedPicture> pictures, long seed, boolean masks) {
    /** Of classes. */
    public Judging(String model, String champion, List<String> watched, List<JudgedPicture> pictures, long seed) {
        this(model, champion, watched, pictures, seed, false);
    }

    /** Copies the lists. */
    public Judging {
        watched = List.copyOf(watched);
        pictures = List.copyOf(pictures);
    }

    List<JudgedPicture> field() {
        return of(Origin.FIELD);
    }

    /** What the main question is asked about: the field; of masks, which few people draw there, the reference ones if it has none. */
    public List<JudgedPicture> asked() {
        List<JudgedPicture> field = field();
        return masks && field.isEmpty() ? reference() : field;
    }

    /** {@link Finding#FIELD}, or {@link Finding#REFERENCE} where that is what is asked about. */
    String about() {
        return masks && field().isEmpty() ? Finding.REFERENCE : Finding.FIELD;
    }

    /** Reference pictures that are asked about besides. */
    List<JudgedPicture> besides() {
        return about().equals(Finding.REFERENCE) ? List.of() : reference();
    }

    List<JudgedPicture> reference() {
        return of(Origin.REFERENCE);
    }

    private List<JudgedPicture> of(Origin origin) {
        return pictures.stream().filter(p -> p.origin() == origin).toList();
    }
}
