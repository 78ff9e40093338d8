package io.plumbline.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import io.plumbline.testing.S3Server;
import io.plumbline.testing.SlowLine;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Contents in a bucket of a real store, also where it dies, refuses or was changed behind our back. */
class BlobsInBucketIT extends BlobsContract {
    private static final String PLACE = "s3://pictures/contents/";
    private static S3Server server;
    private static S3Objects objects;

    @BeforeAll
    static void start() {
        server = S3Server.start("pictures", "other");
        objects = new S3Objects(config("pictures", Map.of()));
    }

    @AfterAll
    static void stop() {
        objects.close();
        server.close();
    }

    @Override
    KeptBlobs blobs() {
        return in(PLACE, objects);
    }

    private KeptBlobs in(String place, ObjectStore store) {
        return new KeptBlobs(transactions, clock, Optional.of(place), () -> store);
    }

    @Override
    void afterwards(List<byte[]> contents) {
        blobs.collect();
        super.afterwards(contents);
        assertThat(contents).allSatisfy(content -> {
            Sha256 address = Sha256.of(content);
            boolean known = !blobs.known(List.of(address.hex())).isEmpty();
            assertThat(objects.get(PLACE + address).isPresent()).isEqualTo(known);
        });
    }

    @Test
    void the_row_says_where_they_are_and_holds_none_of_them() {
        blobs.put(content(77), "image/png");
        assertThat(database.text("select concat_ws(' ', place, content is null, bytes) from blob"))
                .isEqualTo(PLACE + " t 77");
    }

    @Test
    void what_is_deleted_is_really_gone() {
        Sha256 address = blobs.put(content(50), "image/png").sha256();
        assertThat(objects.get(PLACE + address)).isPresent();
        // When
        blobs.delete(List.of(address));
        // Then
        assertThat(objects.get(PLACE + address)).isEmpty();
        afterwards(List.of(content(50)));
    }

    @Test
    void a_death_between_the_object_and_its_row_leaves_an_object_that_is_swept_later() {
        // Given
        byte[] content = content(60);
        Sha256 address = Sha256.of(content);
        KeptBlobs dying = in(PLACE, new Dying() {
            @Override
            public void put(String at, byte[] bytes, String mediaType) {
                objects.put(at, bytes, mediaType);
                throw new Death();
            }
        });
        // When
        assertThatThrownBy(() -> dying.put(content, "image/png")).isInstanceOf(Death.class);
        // Then nothing refers to it, and it may still be about to be referred to
        assertThat(blobs.get(address)).isEmpty();
        blobs.collect();
        assertThat(objects.get(PLACE + address)).isPresent();
        // When
        clock.set(clock.instant().plus(Duration.ofHours(2)));
        blobs.collect();
        // Then
        assertThat(objects.get(PLACE + address)).isEmpty();
        assertThat(database.number("select count(*) from loose_object")).isZero();
    }

    @Test
    void what_was_left_by_a_death_and_put_again_stays() {
        // Given
        byte[] content = content(61);
        KeptBlobs dying = in(PLACE, new Dying() {
            @Override
            public void put(String at, byte[] bytes, String mediaType) {
                throw new Death();
            }
        });
        assertThatThrownBy(() -> dying.put(content, "image/png")).isInstanceOf(Death.class);
        blobs.put(content, "image/png");
        // When
        clock.set(clock.instant().plus(Duration.ofHours(2)));
        blobs.collect();
        // Then
        assertThat(blobs.get(Sha256.of(content)).orElseThrow().bytes()).isEqualTo(content);
        assertThat(database.number("select count(*) from loose_object")).isZero();
    }

    @Test
    void a_death_between_the_row_and_its_object_still_deletes_the_object() {
        // Given
        Sha256 address = blobs.put(content(62), "image/png").sha256();
        KeptBlobs dying = in(PLACE, new Dying() {
            @Override
            public void delete(String at) {
                throw new Death();
            }
        });
        // When
        assertThatThrownBy(() -> dying.delete(List.of(address))).isInstanceOf(Death.class);
        // Then
        assertThat(blobs.get(address)).isEmpty();
        assertThat(objects.get(PLACE + address)).isPresent();
        // When
        blobs.collect();
        // Then
        assertThat(objects.get(PLACE + address)).isEmpty();
    }

    @Test
    void what_is_being_written_is_not_deleted_by_whoever_gave_it_up_before() {
        // Given somebody who deletes the same content after its object was written, before its row is
        byte[] content = content(63);
        Sha256 address = Sha256.of(content);
        blobs.put(content, "image/png");
        KeptBlobs slow = in(PLACE, new Dying() {
            @Override
            public void put(String at, byte[] bytes, String mediaType) {
                objects.put(at, bytes, mediaType);
                blobs.put(content, "image/png");
                blobs.delete(List.of(address));
            }
        });
        blobs.delete(List.of(address));
        // When
        slow.put(content, "image/png");
        // Then
        assertThat(blobs.get(address).orElseThrow().bytes()).isEqualTo(content);
    }

    @Test
    void a_damaged_object_is_named_and_not_handed_out() {
        // Given
        Sha256 address = blobs.put(content(64), "image/png").sha256();
        objects.put(PLACE + address, content(65), "image/png");
        // Then
        assertThatThrownBy(() -> blobs.get(address))
                .hasMessageContaining(PLACE + address)
                .hasMessageContaining("damaged")
                .hasMessageContaining(Sha256.of(content(65)).hex());
    }

    @Test
    void an_object_that_was_taken_away_is_empty() {
        Sha256 address = blobs.put(content(66), "image/png").sha256();
        objects.delete(PLACE + address);
        assertThat(blobs.get(address)).isEmpty();
    }

    @Test
    void each_is_read_and_deleted_where_it_lies_whatever_is_set_now() {
        // Given
        KeptBlobs rows = new KeptBlobs(transactions, clock, Optional.empty(), () -> objects);
        KeptBlobs elsewhere = in("s3://other/", objects);
        Sha256 first = rows.put(content(71), "image/png").sha256();
        Sha256 second = blobs.put(content(72), "image/png").sha256();
        Sha256 third = elsewhere.put(content(73), "image/png").sha256();
        for (KeptBlobs now : List.of(rows, blobs, elsewhere)) {
            assertThat(now.put(content(71), "image/png").added()).isFalse();
            assertThat(now.put(content(72), "image/png").added()).isFalse();
            assertThat(List.of(first, second, third))
                    .allSatisfy(address -> assertThat(now.get(address)).isPresent());
        }
        // When
        rows.delete(List.of(first, second, third));
        // Then
        assertThat(List.of(first, second, third))
                .allSatisfy(address -> assertThat(blobs.get(address)).isEmpty());
        assertThat(objects.get(PLACE + second)).isEmpty();
        assertThat(objects.get("s3://other/" + third)).isEmpty();
    }

    @Test
    void of_two_who_keep_the_same_in_two_places_one_is_kept_and_the_other_deleted() {
        // Given
        byte[] content = content(75);
        KeptBlobs slow = in(PLACE, new Dying() {
            @Override
            public void put(String at, byte[] bytes, String mediaType) {
                objects.put(at, bytes, mediaType);
                in("s3://other/", objects).put(content, "image/png");
            }
        });
        // When
        assertThat(slow.put(content, "image/png").added()).isFalse();
        blobs.collect();
        // Then
        assertThat(blobs.get(Sha256.of(content))).isPresent();
        assertThat(objects.get("s3://other/" + Sha256.of(content))).isPresent();
        assertThat(objects.get(PLACE + Sha256.of(content))).isEmpty();
    }

    @Test
    void a_bucket_that_nobody_has_any_more_holds_up_no_other() {
        // Given
        Sha256 address = blobs.put(content(74), "image/png").sha256();
        transactions.execute(c -> new BlobTable().expect(c, "s3://no-more/", List.of(address.hex()), clock.instant()));
        // When
        blobs.delete(List.of(address));
        // Then
        assertThat(objects.get(PLACE + address)).isEmpty();
        assertThat(database.text("select place from loose_object")).isEqualTo("s3://no-more/");
    }

    @Test
    void a_store_that_does_not_answer_is_named_with_its_bucket_and_the_remedy() {
        // Given
        try (S3Objects hasty = new S3Objects(config("pictures", Map.of("plumbline.blobs.timeout", "1s")))) {
            KeptBlobs waiting = in(PLACE, hasty);
            Sha256 kept = waiting.put(content(80), "image/png").sha256();
            server.pause();
            try {
                // When
                Rejection put = catchThrowableOfType(Rejection.class, () -> waiting.put(content(81), "image/png"));
                Rejection get = catchThrowableOfType(Rejection.class, () -> waiting.get(kept));
                waiting.delete(List.of(kept));
                // Then
                assertThat(List.of(put, get)).allSatisfy(refused -> {
                    assertThat(refused.kind()).isEqualTo(Rejection.Kind.UNAVAILABLE);
                    assertThat(refused.code()).isEqualTo(ObjectStore.AWAY);
                    assertThat(refused.detail()).contains("'pictures'", "127.0.0.1", "plumbline.blobs.endpoint");
                });
                assertThat(waiting.known(List.of(Sha256.of(content(81)).hex()))).isEmpty();
                assertThat(waiting.get(kept)).isEmpty();
            } finally {
                server.goOn();
            }
            // When it is back
            clock.set(clock.instant().plus(Duration.ofHours(3)));
            waiting.collect();
            // Then
            assertThat(objects.get(PLACE + kept)).isEmpty();
            assertThat(waiting.put(content(81), "image/png").added()).isTrue();
        }
    }

    @Test
    void a_large_content_has_its_time_on_a_slow_line() {
        // Given one that takes longer than the bucket may take to answer
        byte[] large = content(1 << 20);
        try (SlowLine line = SlowLine.to(config("pictures", Map.of()).endpoint().orElseThrow(), 1 << 19);
                S3Objects hasty = new S3Objects(config(
                        "pictures",
                        Map.of(
                                "plumbline.blobs.timeout",
                                "1s",
                                "plumbline.blobs.endpoint",
                                line.address().toString())))) {
            KeptBlobs far = in(PLACE, hasty);
            // When
            Sha256 address = far.put(large, "application/zip").sha256();
            // Then
            assertThat(far.get(address).orElseThrow().bytes()).isEqualTo(large);
            afterwards(List.of(large));
        }
    }

    @Test
    void what_will_never_do_is_told_at_the_start() {
        blobs.check();
        assertThat(check("nowhere", Map.of()))
                .extracting(Rejection::code, Rejection::detail)
                .satisfiesExactly(
                        code -> assertThat(code).isEqualTo(ObjectStore.REFUSES), detail -> assertThat((String) detail)
                                .contains("'nowhere'", "NoSuchBucket", "plumbline.blobs.bucket"));
        assertThat(check("pictures", Map.of("plumbline.blobs.secret-key", "wrong"))
                        .detail())
                .contains("SignatureDoesNotMatch", "secret-key");
        assertThat(check("pictures", Map.of("plumbline.blobs.endpoint", "http://127.0.0.1:1"))
                        .code())
                .isEqualTo(ObjectStore.AWAY);
        assertThat(S3Server.keys(config("pictures", Map.of()).endpoint().orElseThrow(), "pictures"))
                .noneMatch(key -> key.contains("start-check"));
    }

    @Test
    void settings_that_do_not_fit_together_are_named() {
        assertThatThrownBy(() -> BlobStores.place(config("", Map.of())))
                .hasMessageContaining("plumbline.blobs.bucket is not set");
        assertThatThrownBy(() -> BlobStores.place(config("a/b", Map.of()))).hasMessageContaining("'a/b'");
        assertThatThrownBy(() -> BlobStores.place(config("pictures", Map.of("plumbline.blobs.secret-key", ""))))
                .hasMessageContaining("plumbline.blobs.secret-key only one is set");
        assertThat(BlobStores.place(config("pictures", Map.of()))).contains(PLACE);
    }

    private Rejection check(String bucket, Map<String, String> settings) {
        BlobsConfig config = config(bucket, settings);
        try (S3Objects tried = new S3Objects(config)) {
            KeptBlobs there = in(BlobStores.place(config).orElseThrow(), tried);
            return catchThrowableOfType(Rejection.class, there::check);
        }
    }

    private static BlobsConfig config(String bucket, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(server.settings(bucket));
        all.putAll(settings);
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(BlobsConfig.class)
                .withDefaultValues(all)
                .build()
                .getConfigMapping(BlobsConfig.class);
    }

    /** The end of the process, at a moment of the test's choosing. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** The store, but for what a test lets it do. */
    private static class Dying implements ObjectStore {
        @Override
        public void put(String address, byte[] content, String mediaType) {
            objects.put(address, content, mediaType);
        }

        @Override
        public Optional<byte[]> get(String address, long bytes) {
            return objects.get(address, bytes);
        }

        @Override
        public void delete(String address) {
            objects.delete(address);
        }
    }
}
