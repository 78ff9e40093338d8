/** Snapshots: which pictures with which labels something is learnt from and judged by, frozen; exported and imported. */
@NullMarked
package io.plumbline.snapshot;

import org.jspecify.annotations.NullMarked;
