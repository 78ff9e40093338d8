package io.plumbline.ui.training;

import io.plumbline.kernel.Rejection;
import io.plumbline.retrain.distil.Distillations.Wish;
import io.plumbline.ui.training.view.DistilView;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import java.util.Optional;
import java.util.OptionalLong;

/** The fields of the form that starts a distillation, as they were typed. */
public final class DistilForm {
    private static final long THOUSAND = 1_000;
    private static final long MILLION = 1_000_000;

    /** Model and version, with a slash between. */
    @FormParam("teacher")
    @DefaultValue("")
    String teacher = "";

    @FormParam("snapshot")
    @DefaultValue("")
    String snapshot = "";

    @FormParam("seed")
    @DefaultValue("")
    String seed = "";

    @FormParam("kilobytes")
    @DefaultValue("")
    String kilobytes = "";

    @FormParam("millions")
    @DefaultValue("")
    String millions = "";

    /** What was typed. */
    Wish wish() {
        String[] named = teacher.split("/", -1);
        if (named.length != 2) {
            throw Rejection.invalid(
                    "distillation-invalid", "The teacher is '" + teacher + "'; choose one that is listed.");
        }
        return new Wish(
                named[0],
                Optional.of(named[1]),
                Optional.of(snapshot).filter(id -> !id.isBlank()),
                OptionalLong.of(whole("The seed", seed)),
                OptionalLong.of(times("The size", kilobytes, THOUSAND)),
                OptionalLong.of(times("The work", millions, MILLION)));
    }

    DistilView.Form view() {
        return new DistilView.Form(teacher, snapshot, seed, kilobytes, millions);
    }

    private static long times(String what, String typed, long unit) {
        long number = whole(what, typed);
        if (number < 1 || number > Integer.MAX_VALUE) {
            throw Rejection.invalid("distillation-invalid", wrong(what, typed));
        }
        return number * unit;
    }

    private static long whole(String what, String typed) {
        try {
            return Long.parseLong(typed.strip());
        } catch (NumberFormatException e) {
            throw new Rejection(Rejection.Kind.INVALID, "distillation-invalid", wrong(what, typed), e);
        }
    }

    private static String wrong(String what, String typed) {
        return what + " is '" + typed + "'; it is to be a whole number such as 1000.";
    }
}
