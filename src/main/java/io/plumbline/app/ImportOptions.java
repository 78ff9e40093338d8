package io.plumbline.app;

import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.onnx.FixedSizes;
import io.plumbline.bundle.onnx.OnnxGraphs;
import io.plumbline.bundle.onnx.OnnxImport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The options of {@code import-model}, as typed. */
record ImportOptions(Map<String, String> typed) {
    static final String USAGE =
            "Usage: import-model --onnx <file> --pictures <folder> --name <model> --input <name> --size <w>x<h> --out"
                    + " <zip>\n"
                    + "  --onnx      the network; weights in other files must lie beside it\n"
                    + "  --pictures  a folder for each class, PNG or JPEG in it; at least 5 a class\n"
                    + "  --input     name of the network's input\n"
                    + "  --size      of the pictures it takes, such as 224x224\n"
                    + "  --layout    NCHW (default) or NHWC\n"
                    + "  --channels  3 (default) or 1\n"
                    + "  --colours   RGB (default) or BGR, in which order the network takes them\n"
                    + "  --mean      of each channel, of samples from 0 to 1, such as 0.485,0.456,0.406; default 0\n"
                    + "  --sd        likewise; default 1\n"
                    + "  --cut       node to cut at, where the last layer is not found or another is wanted\n"
                    + "  --weights   fp32, fp16 (default) or int8\n"
                    + "  --version   default 1\n"
                    + "  --seed      default 1\n"
                    + "A segmenter, which is taken as it is: --task segmentation, and\n"
                    + "  --pictures  a folder of PNG or JPEG, at least 5\n"
                    + "  --masks     a folder with a mask of each, of the same name and .png: white is subject\n"
                    + "  --label     what the masks show, such as person\n"
                    + "  --output    name of the output that is the mask, or has it among its channels\n"
                    + "  --channel   which of several, counted from 0\n"
                    + "  --values    probabilities (default) or logits\n"
                    + "  --threshold of a pixel's probability; default 0.5\n"
                    + "  --feather   pixels over which an edge fades; default 2";

    private static final List<String> REQUIRED =
            List.of("--onnx", "--pictures", "--name", "--input", "--size", "--out");
    private static final List<String> OPTIONAL =
            List.of("--layout", "--channels", "--colours", "--mean", "--sd", "--weights", "--version", "--task");
    private static final List<String> OF_CLASSIFIERS = List.of("--cut", "--seed");
    private static final List<String> OF_SEGMENTERS =
            List.of("--masks", "--label", "--output", "--channel", "--values", "--threshold", "--feather");
    private static final List<String> REQUIRED_OF_SEGMENTERS = List.of("--masks", "--label", "--output");
    private static final String CLASSIFICATION = "classification";
    private static final String SEGMENTATION = "segmentation";
    private static final List<String> TASKS = List.of(CLASSIFICATION, SEGMENTATION);

    /** Copies the map. */
    ImportOptions {
        typed = Map.copyOf(typed);
    }

    /** Thrown where options are not understood. */
    static final class Misused extends Exception {
        private static final long serialVersionUID = 1L;

        Misused(String what) {
            super(what);
        }

        Misused(String what, Throwable cause) {
            super(what, cause);
        }
    }

    /** @throws Misused naming the first that is unknown, missing or cannot be read */
    static ImportOptions of(List<String> arguments) throws Misused {
        Map<String, String> typed = new HashMap<>();
        for (int i = 0; i + 1 < arguments.size(); i += 2) {
            typed.put(arguments.get(i), arguments.get(i + 1));
        }
        ImportOptions options = new ImportOptions(typed);
        String task = options.option("--task", CLASSIFICATION);
        if (!TASKS.contains(task)) {
            throw new Misused("--task is '" + task + "', expected: " + String.join(" or ", TASKS) + ".");
        }
        boolean masks = options.isSegmentation();
        for (String name : typed.keySet()) {
            boolean known = REQUIRED.contains(name)
                    || OPTIONAL.contains(name)
                    || (masks ? OF_SEGMENTERS : OF_CLASSIFIERS).contains(name);
            if (!known) {
                throw new Misused("There is no option " + name + " here.");
            }
        }
        for (String name : REQUIRED) {
            options.require(name);
        }
        if (masks) {
            for (String name : REQUIRED_OF_SEGMENTERS) {
                options.require(name);
            }
        }
        if (arguments.size() % 2 != 0) {
            throw new Misused(arguments.get(arguments.size() - 1) + " has no value.");
        }
        try {
            options.input();
        } catch (IllegalArgumentException e) {
            throw new Misused("Not understood: " + e.getMessage(), e);
        }
        return options;
    }

    private void require(String name) throws Misused {
        if (!has(name)) {
            throw new Misused(name + " is missing.");
        }
    }

    boolean isSegmentation() {
        return option("--task", CLASSIFICATION).equals(SEGMENTATION);
    }

    boolean has(String name) {
        return typed.containsKey(name);
    }

    String option(String name, String otherwise) {
        return typed.getOrDefault(name, otherwise);
    }

    /** What the network takes. */
    ModelDefinition.Input input() {
        String[] size = option("--size", "").split("x", -1);
        int channels = Integer.parseInt(option("--channels", "3"));
        String colours = option("--colours", "RGB");
        if (!List.of("RGB", "BGR").contains(colours) || (channels == 1 && !colours.equals("RGB"))) {
            throw new IllegalArgumentException("--colours is '" + colours + "', expected RGB or, of 3 channels, BGR");
        }
        if (size.length != 2) {
            throw new IllegalArgumentException("--size is '" + option("--size", "") + "', expected such as 224x224");
        }
        return new ModelDefinition.Input(
                option("--input", ""),
                Integer.parseInt(size[0]),
                Integer.parseInt(size[1]),
                channels,
                option("--layout", ModelDefinition.Input.NCHW),
                floats("--mean", 0, channels),
                floats("--sd", 1, channels));
    }

    /**
     * The network with all its weights inside, taking red first, of pictures of its size.
     *
     * @throws IOException if a file cannot be read
     */
    byte[] network() throws IOException {
        byte[] onnx = OnnxImport.read(Path.of(option("--onnx", "")));
        boolean last = input().layout().equals(ModelDefinition.Input.NHWC);
        byte[] turned =
                option("--colours", "RGB").equals("BGR") ? OnnxGraphs.turned(onnx, input().port(), last ? 3 : 1) : onnx;
        return FixedSizes.of(turned, input().port());
    }

    private List<Float> floats(String name, float otherwise, int channels) {
        if (!has(name)) {
            return Collections.nCopies(channels, otherwise);
        }
        return Arrays.stream(option(name, "").split(",", -1))
                .map(Float::valueOf)
                .toList();
    }
}
