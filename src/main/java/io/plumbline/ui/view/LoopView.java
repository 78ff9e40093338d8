package io.plumbline.ui.view;

import java.util.List;

/**
 * Where the loop stands.
 *
 * @param sentence the answer in one sentence
 * @param detail what comes next, or who is waited for
 * @param tone "calm", "alarm", "work" or "ready"
 * @param steps the seven stages in order
 */
public record LoopView(String sentence, String detail, String tone, List<Step> steps) {

    /**
     * One stage.
     *
     * @param name one word
     * @param state "done", "now", "stopped" or "ahead"
     * @param caption how it stands, a few words
     */
    public record Step(String name, String state, String caption) {
        /** Whether the loop stands here. */
        public boolean present() {
            return state.equals("now") || state.equals("stopped");
        }
    }
}
