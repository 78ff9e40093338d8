package io.plumbline.kernel;

import java.util.List;
import java.util.Optional;

/** The models that events may name. A port: the registry implements it, the hot path asks it. */
public interface ModelCatalog {
    /**
     * Looks a model up. Cheap enough for every event: answers may be some seconds old.
     *
     * @param name name of the model
     * @return what the hot path needs of it, or empty if there is no such model
     */
    Optional<Facts> facts(String name);

    /**
     * What the hot path needs of a model.
     *
     * @param name name of the model
     * @param segments segment keys that it declares, for instance "device"; each is profiled by its values
     * @param archived whether it is out of use, and takes no events
     */
    record Facts(String name, List<String> segments, boolean archived) {
        /** Of a model that is in use. */
        public Facts(String name, List<String> segments) {
            this(name, segments, false);
        }

        public Facts {
            segments = List.copyOf(segments);
        }
    }
}
