/** Networks as ONNX files: write, check, cut and join, compress, run. Imports kernel. */
@NullMarked
package io.plumbline.bundle.onnx;

import org.jspecify.annotations.NullMarked;
