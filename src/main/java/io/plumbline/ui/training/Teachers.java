package io.plumbline.ui.training;

import io.plumbline.registry.Model;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.registry.Stage;
import io.plumbline.retrain.policy.Teacher;
import io.plumbline.ui.charts.Numbers;
import io.plumbline.ui.training.view.DistilView.Choice;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The segmenters that can teach others. */
@ApplicationScoped
class Teachers {
    private final Models models;

    Teachers(Models models) {
        this.models = models;
    }

    /** All versions, the largest first: who teaches is large. */
    List<Choice> versions(String chosen) {
        return models.models().stream()
                .filter(Model::drawsMasks)
                .flatMap(model -> models.versions(model.name()).stream())
                .sorted(Comparator.comparingLong(ModelVersion::bytes).reversed())
                .map(version -> choice(version, chosen))
                .toList();
    }

    /** The same, after nobody and each model by whichever version is live; with what was chosen, also if that is gone. */
    List<Choice> standing(String chosen) {
        List<Choice> choices = new ArrayList<>();
        choices.add(new Choice("", "nobody: by hand only", chosen.isEmpty()));
        models.models().stream()
                .filter(model -> model.drawsMasks() && models.live(model.name()).isPresent())
                .map(Model::name)
                .forEach(name -> choices.add(new Choice(name, name + ", whichever is live", name.equals(chosen))));
        choices.addAll(versions(chosen));
        if (choices.stream().noneMatch(Choice::chosen)) {
            choices.add(new Choice(chosen, chosen, true));
        }
        return List.copyOf(choices);
    }

    private static Choice choice(ModelVersion version, String chosen) {
        String value = new Teacher(version.model(), Optional.of(version.version())).text();
        String live = version.stage() instanceof Stage.Live ? ", live" : "";
        return new Choice(
                value,
                version.model() + " " + version.version() + " (" + Numbers.bytes(version.bytes()) + live + ")",
                value.equals(chosen));
    }
}
