/** The gates: what a new version is asked before it may reach a phone, and the evidence of each answer. */
@NullMarked
package io.plumbline.retrain.gate;

import org.jspecify.annotations.NullMarked;
