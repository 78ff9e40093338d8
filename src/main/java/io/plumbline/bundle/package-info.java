/** The DJL package of a model: build it, check it, cut and join its ONNX graph, run it. Imports stats and kernel. */
@NullMarked
package io.plumbline.bundle;

import org.jspecify.annotations.NullMarked;
