/** The last layer of a classifier: trained on cached embeddings, its regularisation chosen by validation, then calibrated. */
@NullMarked
package io.plumbline.retrain.djl.head;

import org.jspecify.annotations.NullMarked;
