package io.millrace.transport.grpc;

import java.time.Duration;

/**
 * What a server bears. Beyond it a client gets {@code RESOURCE_EXHAUSTED} and the reason.
 *
 * @param messageBytes longest message accepted, 1024 or more
 * @param connections connections at a time, 1 or more
 * @param streams inference streams and subscriptions at a time, 1 or more
 * @param sequencesPerStream instances that one stream may hold, 1 or more
 * @param unarySequences instances held for sequences of unary requests, 0 or more
 * @param sequenceIdle after how long without a request such an instance ends
 * @param messagesPerSecond messages of one connection in a second, with bursts of one second; 0 for any
 * @param subscriberQueueFrames longest queue that a subscriber may ask for, 1 or more
 * @param drain how long a stop waits for streams to end
 * @param silence how long a peer may be silent before it is asked whether it is there, 10 s at least; a third of that later it is gone
 */
public record ServerLimits(
        int messageBytes,
        int connections,
        int streams,
        int sequencesPerStream,
        int unarySequences,
        Duration sequenceIdle,
        int messagesPerSecond,
        int subscriberQueueFrames,
        Duration drain,
        Duration silence) {

    /** 16 MiB messages, 1000 connections, 10 000 streams of 64 sequences, 1000 unary sequences, any rate. */
    public static final ServerLimits DEFAULT = new ServerLimits(
            16 << 20,
            1000,
            10_000,
            64,
            1000,
            Duration.ofMinutes(5),
            0,
            4096,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30));

    /**
     * Checks the ranges.
     *
     * @param messageBytes longest message accepted
     * @param connections connections at a time
     * @param streams streams at a time
     * @param sequencesPerStream instances of one stream
     * @param unarySequences instances of unary sequences
     * @param sequenceIdle after how long they end
     * @param messagesPerSecond messages of one connection in a second
     * @param subscriberQueueFrames longest queue of a subscriber
     * @param drain how long a stop waits
     * @param silence how long a peer may be silent
     */
    public ServerLimits {
        atLeast("message-bytes", messageBytes, 1024);
        atLeast("connections", connections, 1);
        atLeast("streams", streams, 1);
        atLeast("sequences-per-stream", sequencesPerStream, 1);
        atLeast("unary-sequences", unarySequences, 0);
        atLeast("messages-per-second", messagesPerSecond, 0);
        atLeast("subscriber-queue-frames", subscriberQueueFrames, 1);
    }

    /**
     * The same with other limits on messages.
     *
     * @param bytes longest message accepted
     * @param perSecond messages of one connection in a second, 0 for any
     * @return limits
     */
    public ServerLimits withMessages(int bytes, int perSecond) {
        return new ServerLimits(
                bytes,
                connections,
                streams,
                sequencesPerStream,
                unarySequences,
                sequenceIdle,
                perSecond,
                subscriberQueueFrames,
                drain,
                silence);
    }

    /**
     * The same with other limits on numbers.
     *
     * @param atOnce connections at a time
     * @param streamsAtOnce streams at a time
     * @return limits
     */
    public ServerLimits withConnections(int atOnce, int streamsAtOnce) {
        return new ServerLimits(
                messageBytes,
                atOnce,
                streamsAtOnce,
                sequencesPerStream,
                unarySequences,
                sequenceIdle,
                messagesPerSecond,
                subscriberQueueFrames,
                drain,
                silence);
    }

    /**
     * The same with other times.
     *
     * @param stop how long a stop waits for open streams
     * @param silent how long a peer may be silent before it is asked whether it is there
     * @return limits
     */
    public ServerLimits withTimes(Duration stop, Duration silent) {
        return new ServerLimits(
                messageBytes,
                connections,
                streams,
                sequencesPerStream,
                unarySequences,
                sequenceIdle,
                messagesPerSecond,
                subscriberQueueFrames,
                stop,
                silent);
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    "limit out of range: " + name + "=" + value + " (expected " + least + " or more)");
        }
    }
}
