/** The HTTP interface. A resource only adapts: it parses, makes one call, and maps the answer. */
@NullMarked
package io.plumbline.api;

import org.jspecify.annotations.NullMarked;
