package io.plumbline.app;

import java.util.List;

/**
 * A word after the program's name, which does something other than serve.
 *
 * @param name the word, or words that mean the same, as typed
 * @param summary one line for the help
 * @param action what it does
 */
record Command(List<String> name, String summary, Action action) {

    /** Does the work of a command, outside of the application container. */
    @FunctionalInterface
    interface Action {
        /**
         * Does it.
         *
         * @param arguments what stands after the name
         * @return the exit status, 0 for success
         * @throws Exception when it fails; the message is shown
         */
        int run(List<String> arguments) throws Exception;
    }

    Command {
        name = List.copyOf(name);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a command needs a name; its summary is: " + summary);
        }
    }
}
