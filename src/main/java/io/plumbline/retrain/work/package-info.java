/** A training as a folder of files, and the child process that turns its inputs into outputs. No database, no framework. */
@NullMarked
package io.plumbline.retrain.work;

import org.jspecify.annotations.NullMarked;
