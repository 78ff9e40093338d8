package io.plumbline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.kernel.Cell;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Consumers of different partitions touch different profiles. */
class ByShardTest {
    private static final String TOPIC = "events";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8, 16, 3})
    void partitionsOfAPowerOfTwoShareNoShardUnlessThereAreMoreThanShards(int partitions) {
        // Given
        EventProducer.ByShard byShard = new EventProducer.ByShard();
        Cluster cluster = cluster(partitions);
        Map<Integer, Set<Integer>> partitionsOfShard = new HashMap<>();
        Set<Integer> used = new HashSet<>();
        for (int device = 0; device < 2_000; device++) {
            String source = "/devices/" + device;
            byte[] key = source.getBytes(StandardCharsets.UTF_8);
            // When
            int partition = byShard.partition(TOPIC, key, key, key, key, cluster);
            // Then
            used.add(partition);
            partitionsOfShard
                    .computeIfAbsent(Cell.shard(source), shard -> new HashSet<>())
                    .add(partition);
        }
        assertThat(used).hasSize(partitions);
        int shared = partitions == 3 ? 3 : Math.max(1, partitions / Cell.SHARDS);
        assertThat(partitionsOfShard.values()).hasSize(Cell.SHARDS).allSatisfy(some -> assertThat(some)
                .hasSize(shared));
    }

    private static Cluster cluster(int partitions) {
        Node node = new Node(1, "here", 9);
        List<PartitionInfo> infos = IntStream.range(0, partitions)
                .mapToObj(i -> new PartitionInfo(TOPIC, i, node, new Node[] {node}, new Node[] {node}))
                .toList();
        return new Cluster("c", List.of(node), infos, Set.of(), Set.of());
    }
}
