/**
 * The device library: sends predictions and corrections, fetches promoted models.
 *
 * <p>JDK only, and of the JDK only what Android's API level 21 has: the build checks each call against that level's
 * signatures. Start at {@link io.plumbline.client.Plumbline}.
 */
@NullMarked
package io.plumbline.client;

import org.jspecify.annotations.NullMarked;
