package io.plumbline.retrain.distil;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.plumbline.kernel.Page;
import io.plumbline.picture.PictureFile;
import io.plumbline.picture.Pictures;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.snapshot.PictureZip;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Pictures that wait for a person to draw their masks, as annotation tools take them: a zip of the pictures and of COCO annotations
 * that name them and have none yet. Written picture by picture.
 */
@ApplicationScoped
public class DoubtfulExport {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String FOLDER = "images/";
    private static final String ANNOTATIONS = "annotations.json";
    /** Where neither a version nor a teacher tells what the masks show. */
    private static final String SUBJECT = "foreground";

    private final DoubtfulPictures doubtful;
    private final Pictures pictures;
    private final Models models;

    DoubtfulExport(DoubtfulPictures doubtful, Pictures pictures, Models models) {
        this.doubtful = doubtful;
        this.pictures = pictures;
        this.models = models;
    }

    private record Image(String file, int width, int height) {}

    /** Writes a page of those that wait, the most doubtful first, and leaves the stream open. */
    public void write(String model, Page page, OutputStream out) throws IOException {
        List<DoubtfulPicture> waiting = doubtful.of(model, page).items();
        PictureZip zip = new PictureZip(out);
        List<Image> images = new ArrayList<>();
        for (DoubtfulPicture each : waiting) {
            Optional<Pictures.Content> picture = pictures.get(each.image());
            if (picture.isPresent()) {
                PictureFile file = PictureFile.cleaned(picture.get().bytes());
                String name = PictureZip.fileName(each.image(), file.mediaType());
                zip.picture(FOLDER + name, file.bytes());
                images.add(new Image(name, file.width(), file.height()));
            }
        }
        String label = label(model, waiting);
        zip.file(ANNOTATIONS, json -> annotations(json, model, label, images));
        zip.finish();
    }

    /** What the masks show: as the live version says, or the teacher that was asked last. */
    private String label(String model, List<DoubtfulPicture> waiting) {
        Optional<ModelVersion> known = models.live(model).or(() -> waiting.stream()
                .findFirst()
                .flatMap(each -> models.version(each.teacher(), each.teacherVersion())));
        return known.map(version -> version.labels().get(0)).orElse(SUBJECT);
    }

    private static void annotations(OutputStream out, String model, String label, List<Image> images)
            throws IOException {
        JsonGenerator json =
                JSON.createGenerator(out, JsonEncoding.UTF8).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.writeStartObject();
        json.writeObjectFieldStart("info");
        json.writeStringField("description", "Pictures of " + model + " that wait for a mask of " + label);
        json.writeEndObject();
        json.writeArrayFieldStart("images");
        for (int i = 0; i < images.size(); i++) {
            json.writeStartObject();
            json.writeNumberField("id", i + 1);
            json.writeStringField("file_name", images.get(i).file());
            json.writeNumberField("width", images.get(i).width());
            json.writeNumberField("height", images.get(i).height());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("annotations");
        json.writeEndArray();
        json.writeArrayFieldStart("categories");
        json.writeStartObject();
        json.writeNumberField("id", 1);
        json.writeStringField("name", label);
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
        json.close();
    }
}
