/**
 * A simulated fleet of phones on real pictures. It uses what every app has: the public HTTP API and the device library.
 *
 * <p>Start at {@link io.plumbline.demo.Demo}.
 */
@NullMarked
package io.plumbline.demo;

import org.jspecify.annotations.NullMarked;
