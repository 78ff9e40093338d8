package io.plumbline.api;

import io.plumbline.testing.EmbeddedServersResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** Pictures in rows of PostgreSQL. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class PicturesTest extends PicturesOverHttp {}
