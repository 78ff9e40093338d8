package io.plumbline.retrain.ask;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.Network;
import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.gate.JudgedPicture;
import io.plumbline.retrain.gate.JudgedPicture.Answer;
import io.plumbline.retrain.work.TrainingFailed;
import io.plumbline.retrain.work.WorkFolder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What goes through a work folder between those who ask and the process that answers: two networks, pictures, {@code answers.json}.
 *
 * @param folder with the pictures and their list; the label of each is its class, or the address of the mask that a person made
 */
record AskedFolder(WorkFolder folder) {
    /** Given: what a mask is to be drawn of, the last one. */
    static final String PICTURE = "picture";

    /** Output: its mask; said when it is there. */
    static final String MASK = "mask.png";

    private static final String ANSWERS = "answers.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Who is asked. */
    enum Who {
        CHAMPION,
        CHALLENGER;

        private String definition() {
            return name() + ".json";
        }

        private String onnx() {
            return name() + ".onnx";
        }
    }

    /** What is said of one picture. Where it comes from is nothing that a network is told. */
    private record Said(String image, String truth, Answer champion, Answer challenger) {}

    void network(Who who, Network network) throws IOException {
        folder.give(who.definition(), network.definition().toJson());
        folder.give(who.onnx(), network.onnx());
    }

    /** Empty where there is none. */
    Optional<Network> network(Who who) throws IOException {
        Optional<byte[]> definition = folder.given(who.definition());
        Optional<byte[]> onnx = folder.given(who.onnx());
        return definition.map(json -> new Network(ModelDefinition.fromJson(json), onnx.orElseThrow()));
    }

    void answers(List<JudgedPicture> answers) throws IOException {
        List<Said> said = answers.stream()
                .map(p -> new Said(p.image().hex(), p.truth(), p.champion(), p.challenger()))
                .toList();
        folder.put(ANSWERS, JSON.writeValueAsBytes(said));
    }

    /** As of reference pictures. */
    List<JudgedPicture> answers() throws IOException {
        byte[] json =
                folder.output(ANSWERS).orElseThrow(() -> new TrainingFailed("The judging left no " + ANSWERS + "."));
        try {
            return JSON.readValue(json, new TypeReference<List<Said>>() {}).stream()
                    .map(s -> JudgedPicture.of(new Sha256(s.image()), s.truth(), s.champion(), s.challenger()))
                    .toList();
        } catch (JsonProcessingException e) {
            throw new TrainingFailed("The judging left an " + ANSWERS + " that is none: " + e.getMessage());
        }
    }
}
