package io.plumbline.retrain.work;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.kernel.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Facts of a distillation: the content of {@link WorkFolder#RESULT}.
 *
 * @param base channels of the student's first layer
 * @param side width and height of its input in pixels
 * @param parameters number of its weights and biases
 * @param epoch whose weights it has, from 1
 * @param agreement its mean IoU with the masks it was chosen by, 0 to 1
 * @param abstainThreshold confidence below which it is unsure, 0 to 1
 * @param trained number of pictures learnt from
 * @param validated number of pictures it was chosen by
 * @param drawn how many of both have a mask that a person made
 * @param empty how many of both the teacher was sure to be without a subject
 * @param unreadable number of pictures that could not be read
 * @param doubtful pictures that the teacher was not sure enough of
 */
public record Distilled(
        int base,
        int side,
        long parameters,
        int epoch,
        double agreement,
        double abstainThreshold,
        int trained,
        int validated,
        int drawn,
        int empty,
        int unreadable,
        List<Doubt> doubtful) {
    /** Name of the trainer. */
    public static final String TRAINER = "distillation";
    /** Number of its order: most bytes of the student's graph. */
    public static final String BYTES = "bytes";
    /** Number of its order: most multiplications with an addition for one picture. */
    public static final String WORK = "multiplyAdds";
    /** Number of its order: most passes over the pictures. */
    public static final String EPOCHS = "epochs";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * A picture that is for a person to draw.
     *
     * @param image address of it, in hexadecimal
     * @param unsure share of unsure pixels among those that are unsure or subject, 0 to 1
     * @param area share of the picture that is subject, by the teacher, 0 to 1
     */
    public record Doubt(String image, double unsure, double area) {
        private boolean fits() {
            return image != null && Sha256.isValid(image) && unsure >= 0 && unsure <= 1 && area >= 0 && area <= 1;
        }
    }

    /** Copies the list. */
    public Distilled {
        doubtful = List.copyOf(doubtful);
    }

    /** As JSON. */
    public byte[] toBytes() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A result can be written: " + this, e);
        }
    }

    /**
     * Reads it.
     *
     * @throws IOException if it is not what {@link #toBytes} writes, or out of range
     */
    public static Distilled of(byte[] json) throws IOException {
        Distilled result = JSON.readValue(json, Distilled.class);
        boolean fits = result != null
                && result.side >= 1
                && result.abstainThreshold >= 0
                && result.abstainThreshold <= 1
                && result.agreement >= 0
                && result.agreement <= 1
                && result.trained >= 0
                && result.validated >= 0
                && result.doubtful.stream().allMatch(Doubt::fits);
        if (!fits) {
            throw new IOException("Not the result of a distillation: " + new String(json, StandardCharsets.UTF_8));
        }
        return result;
    }
}
