package io.plumbline.ingest;

import org.apache.kafka.common.TopicPartition;

/** Another process has read on from where this one stood: it has lost the partition and keeps nothing of its batch. */
final class Fenced extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Fenced(TopicPartition partition, long expected) {
        super("Another process reads " + partition + ": its offset is no longer " + expected);
    }
}
