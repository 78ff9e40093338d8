/** Who may do what: tokens, roles, sessions, sign-in. */
@NullMarked
package io.plumbline.access;

import org.jspecify.annotations.NullMarked;
