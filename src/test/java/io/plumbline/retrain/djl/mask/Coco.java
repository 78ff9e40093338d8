package io.plumbline.retrain.djl.mask;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.retrain.djl.mask.Shapes.Drawn;
import io.plumbline.testing.Zips;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pictures with masks as an annotation tool would export them: COCO with run lengths. */
public final class Coco {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Coco() {}

    /** A zip of shapes and annotations, by split. */
    public static byte[] zip(Map<String, List<Drawn>> splits) throws IOException {
        return zip(Shapes.LABEL, splits);
    }

    /** A zip of pictures and annotations of one category, by split. */
    static byte[] zip(String label, Map<String, List<Drawn>> splits) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (Map.Entry<String, List<Drawn>> split : splits.entrySet()) {
            files.put(
                    "annotations/" + split.getKey() + ".json",
                    JSON.writeValueAsBytes(annotations(label, split.getKey(), split.getValue(), files)));
        }
        return Zips.of(files);
    }

    private static ObjectNode annotations(String label, String split, List<Drawn> drawn, Map<String, byte[]> files) {
        ObjectNode coco = JSON.createObjectNode();
        coco.putArray("categories").addObject().put("id", 1).put("name", label);
        ArrayNode images = coco.putArray("images");
        ArrayNode annotations = coco.putArray("annotations");
        for (int i = 0; i < drawn.size(); i++) {
            BufferedImage picture = drawn.get(i).picture();
            String file = split + "-" + i + ".png";
            files.put("images/" + file, drawn.get(i).png());
            images.addObject()
                    .put("id", i)
                    .put("file_name", file)
                    .put("width", picture.getWidth())
                    .put("height", picture.getHeight());
            ObjectNode annotation =
                    annotations.addObject().put("id", i).put("image_id", i).put("category_id", 1);
            ObjectNode runs = annotation.putObject("segmentation");
            runs.putArray("size").add(picture.getHeight()).add(picture.getWidth());
            counts(runs.putArray("counts"), drawn.get(i).mask(), picture.getWidth(), picture.getHeight());
        }
        return coco;
    }

    /** Down the columns, from the left, those first that are not meant. */
    private static void counts(ArrayNode counts, float[] mask, int width, int height) {
        int run = 0;
        boolean meant = false;
        for (int i = 0; i < mask.length; i++) {
            boolean now = mask[i % height * width + i / height] > 0;
            if (now != meant) {
                counts.add(run);
                run = 0;
                meant = now;
            }
            run++;
        }
        counts.add(run);
    }
}
