/** Pages for people: rendered on the server, readable without a script, kept fresh by a small one. */
@NullMarked
package io.plumbline.ui;

import org.jspecify.annotations.NullMarked;
