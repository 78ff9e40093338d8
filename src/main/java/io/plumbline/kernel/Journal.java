package io.plumbline.kernel;

/**
 * Where each change of state is written down, with who and when, never to be changed.
 *
 * <p>An entry joins the caller's transaction, so that it is kept exactly if the change is.
 */
public interface Journal {
    /**
     * Writes an entry about a model.
     *
     * @param actor name of the token that asked, or of the part of Plumbline that acted
     * @param model name of the model
     * @param what a stable, kebab-case word, for instance {@code version-promoted}
     * @param detail one sentence for people
     */
    void append(String actor, String model, String what, String detail);

    /** Writes an entry about the installation as a whole. */
    void append(String actor, String what, String detail);

    /** Writes an entry about a change that other systems are to hear of, and announces it. */
    void append(Change change);
}
