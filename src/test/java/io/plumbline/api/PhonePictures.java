package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.access.Roles;
import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.djl.mask.Shapes;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Phones that take pictures for a model that draws masks, of which nobody says what they show. */
@ApplicationScoped
class PhonePictures {
    private final Calls calls;
    private final Field field;

    PhonePictures(Calls calls, Field field) {
        this.calls = calls;
        this.field = field;
    }

    /**
     * Each picture is of a phone of its own, which says in an event that it took it for the model; events have to be read.
     *
     * @param seed of what they show, and in the names of the phones
     * @param grey how many are such as no teacher can tell
     */
    void take(URI base, String model, int seed, int shapes, int grey) {
        List<byte[]> pictures = new ArrayList<>();
        Shapes.drawn(seed, shapes).forEach(each -> pictures.add(each.png()));
        for (int i = 0; i < grey; i++) {
            pictures.add(Shapes.png(Shapes.grey(1_000L * seed + i)));
        }
        String bearer = calls.bearer(Roles.SCIENTIST);
        String phone = "/devices/" + model + "-" + seed + "-";
        List<String> events = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            String name = send(base, bearer, phone + i, pictures.get(i));
            events.add("""
                {"specversion":"1.0","type":"io.plumbline.prediction.v1","source":"%s","id":"1","time":"%s",
                 "data":{"model":"%s","version":"1","maskArea":0.3,"confidence":0.9,"image":"sha256:%s"}}
                """.formatted(phone + i, Instant.now(), model, name));
        }
        field.send(base, events.toArray(String[]::new));
        for (int i = 0; i < pictures.size(); i++) {
            field.awaitStored(phone + i, "1");
        }
    }

    /** Sends a picture that may be learnt from; its name. */
    String send(URI base, String phone, byte[] picture) {
        return send(base, calls.bearer(Roles.SCIENTIST), phone, picture);
    }

    private String send(URI base, String bearer, String phone, byte[] picture) {
        String name = Sha256.of(picture).hex();
        HttpResponse<String> kept = calls.send(
                "PUT",
                base.resolve("/v1/images/" + name + "?consent=training&source=" + phone),
                picture,
                "Authorization",
                bearer,
                "Content-Type",
                "image/png");
        assertThat(kept.statusCode()).as(kept.body()).isIn(201, 204);
        return name;
    }
}
