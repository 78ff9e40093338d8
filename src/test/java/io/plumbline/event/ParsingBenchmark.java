package io.plumbline.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.plumbline.event.EventParser.Span;
import java.io.IOException;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Reading events, beside Jackson's parser when it only passes over the same bytes and keeps nothing. */
@State(Scope.Thread)
public class ParsingBenchmark {
    static final int EVENTS = 1_000;

    private final JsonFactory jackson = new JsonFactory();
    private final List<byte[]> events = SampleEvents.some(EVENTS);

    /** Makes sure that both ways read the same, and that the quick one reads all. */
    @Setup
    public void check() throws EventRejection, IOException {
        for (byte[] bytes : events) {
            Event quick = EventParser.structured(new QuickSource(bytes, 0, bytes.length));
            Event slow = EventParser.structuredByJackson(bytes, new Span(0, bytes.length));
            if (!quick.equals(slow) || !quick.equals(EventParser.parse(bytes))) {
                throw new IllegalStateException(quick + " is not " + slow);
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void parsed(Blackhole sink) throws EventRejection {
        for (byte[] bytes : events) {
            sink.consume(EventParser.parse(bytes));
        }
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void parsedByJackson(Blackhole sink) throws EventRejection {
        for (byte[] bytes : events) {
            sink.consume(EventParser.structuredByJackson(bytes, new Span(0, bytes.length)));
        }
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public int tokensOnly() throws IOException {
        int tokens = 0;
        for (byte[] bytes : events) {
            try (JsonParser json = jackson.createParser(bytes)) {
                while (json.nextToken() != null) {
                    tokens++;
                }
            }
        }
        return tokens;
    }
}
