/** Black-box tests of the packaged application: its process, its HTTP API and its database. */
@NullMarked
package io.plumbline.loop;

import org.jspecify.annotations.NullMarked;
