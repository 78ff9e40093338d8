/** Why a model got worse: tells likely causes apart from what was counted before and since the change. */
@NullMarked
package io.plumbline.drift.cause;

import org.jspecify.annotations.NullMarked;
