package io.millrace.protocol.mcap;

import java.util.Map;

/** What a file holds. */
public sealed interface McapItem {

    /**
     * What messages look like.
     *
     * @param id number of the schema
     * @param name full name of the message type
     * @param encoding {@code protobuf}
     * @param data for protobuf, a FileDescriptorSet
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes of a file, handed over
    record Schema(int id, String name, String encoding, byte[] data) implements McapItem {}

    /**
     * A stream of messages.
     *
     * @param id number of the channel
     * @param schema number of its schema, 0 for none
     * @param topic its name
     * @param encoding {@code protobuf}
     * @param metadata whatever else is said of it
     */
    record Channel(int id, int schema, String topic, String encoding, Map<String, String> metadata)
            implements McapItem {

        /**
         * Makes the map immutable.
         *
         * @param id number of the channel
         * @param schema number of its schema
         * @param topic its name
         * @param encoding encoding of its messages
         * @param metadata whatever else is said of it
         */
        public Channel {
            metadata = Map.copyOf(metadata);
        }
    }

    /**
     * One message.
     *
     * @param channel number of its channel
     * @param sequence its number, 32 bits
     * @param logNanos when it was recorded: arrival, ns
     * @param publishNanos when it was made: measured, ns
     * @param data its bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes of a file, handed over
    record Message(int channel, int sequence, long logNanos, long publishNanos, byte[] data) implements McapItem {}

    /**
     * A file within the file.
     *
     * @param logNanos when it was recorded, ns
     * @param name its name
     * @param mediaType what it is
     * @param data its bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes of a file, handed over
    record Attachment(long logNanos, String name, String mediaType, byte[] data) implements McapItem {}

    /**
     * Named words.
     *
     * @param name what they are about
     * @param entries the words
     */
    record Metadata(String name, Map<String, String> entries) implements McapItem {

        /**
         * Makes the map immutable.
         *
         * @param name what they are about
         * @param entries the words
         */
        public Metadata {
            entries = Map.copyOf(entries);
        }
    }
}
