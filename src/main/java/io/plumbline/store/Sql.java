package io.plumbline.store;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a class of a feature that is one file of SQL, with plain JDBC: the hot path of its package. Outside of {@code
 * store} no other class may touch {@code java.sql}; the build holds this.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Sql {}
