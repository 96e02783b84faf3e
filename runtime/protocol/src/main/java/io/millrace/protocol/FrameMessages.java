package io.millrace.protocol;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.api.frame.Execution;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Payload;
import io.millrace.api.frame.Provenance;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frames to messages and back. A message is refused unless every length fits its shape, its origin is stated, and it
 * keeps the limits: 8 axes, bundles of 1024 parts nested 8 deep. Any thread.
 */
public final class FrameMessages {

    private FrameMessages() {}

    /**
     * The message for a frame of a stream that travels alone.
     *
     * @param frame the frame; its byte arrays are shared with the message
     * @return the message
     */
    public static io.millrace.protocol.v1.Frame toMessage(Frame frame) {
        return toMessage(frame, "");
    }

    /**
     * The message for a frame of one of several streams.
     *
     * @param frame the frame; its byte arrays are shared with the message
     * @param stream name of the output that it came by
     * @return the message
     */
    public static io.millrace.protocol.v1.Frame toMessage(Frame frame, String stream) {
        io.millrace.protocol.v1.Frame.Builder message = io.millrace.protocol.v1.Frame.newBuilder()
                .setSequence(frame.sequence())
                .setTimeNanos(frame.timeNanos())
                .setUncertaintyNanos(frame.uncertaintyNanos())
                .setArrivalNanos(frame.arrivalNanos())
                .setProvenance(toMessage(frame.provenance()))
                .setStream(stream);
        Payload payload = frame.payload();
        if (payload instanceof io.millrace.api.frame.Tensor tensor) {
            message.setTensor(PayloadMessages.message(tensor));
        } else if (payload instanceof io.millrace.api.frame.SparseTensor sparse) {
            message.setSparse(PayloadMessages.message(sparse));
        } else if (payload instanceof io.millrace.api.frame.Events events) {
            message.setEvents(PayloadMessages.message(events));
        } else {
            message.setBundle(PayloadMessages.message((io.millrace.api.frame.Bundle) payload));
        }
        return message.build();
    }

    /**
     * The frame in a message.
     *
     * @param message the message
     * @return the frame, with arrays of its own
     * @throws MalformedFrameException if the message breaks a rule
     */
    public static Frame toFrame(io.millrace.protocol.v1.Frame message) throws MalformedFrameException {
        if (message.getUncertaintyNanos() < 0) {
            throw new MalformedFrameException("uncertainty is negative: uncertainty_nanos="
                    + message.getUncertaintyNanos() + " (expected 0 or more)");
        }
        return new Frame(
                message.getSequence(),
                message.getTimeNanos(),
                message.getUncertaintyNanos(),
                message.getArrivalNanos(),
                payload(message),
                toProvenance(message.getProvenance()));
    }

    /**
     * The frame in the bytes of a message.
     *
     * @param bytes one message without length prefix
     * @return the frame
     * @throws MalformedFrameException if the bytes are no message or the message breaks a rule
     */
    public static Frame parse(byte[] bytes) throws MalformedFrameException {
        try {
            return toFrame(io.millrace.protocol.v1.Frame.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedFrameException(
                    "not a frame message: bytes=" + bytes.length + ", cause=" + e.getMessage()
                            + " (expected millrace.v1.Frame)",
                    e);
        }
    }

    /**
     * Reads one message, preceded by its length, from a stream.
     *
     * @param in the stream
     * @param maxBytes longest message accepted
     * @return the bytes of the message without the length, or null at the end of the stream
     * @throws MalformedFrameException if the length is out of range
     * @throws EOFException if the stream ends within a message
     * @throws IOException if reading fails
     */
    public static byte @Nullable [] readDelimited(InputStream in, int maxBytes) throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        int length;
        try {
            length = CodedInputStream.readRawVarint32(first, in);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedFrameException(
                    "message length not understood: cause=" + e.getMessage() + " (expected a varint)", e);
        }
        if (length < 0 || length > maxBytes) {
            throw new MalformedFrameException("message length out of range: bytes=" + Integer.toUnsignedString(length)
                    + " (expected 0.." + maxBytes + ")");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException(
                    "stream ends within a message: bytes=" + bytes.length + " (expected " + length + ")");
        }
        return bytes;
    }

    private static Payload payload(io.millrace.protocol.v1.Frame message) throws MalformedFrameException {
        return switch (message.getPayloadCase()) {
            case TENSOR -> PayloadMessages.payload(message.getTensor());
            case SPARSE -> PayloadMessages.payload(message.getSparse());
            case EVENTS -> PayloadMessages.payload(message.getEvents());
            case BUNDLE -> PayloadMessages.payload(message.getBundle(), 1);
            case PAYLOAD_NOT_SET ->
                throw new MalformedFrameException("payload is missing: sequence=" + message.getSequence()
                        + " (expected tensor, sparse, events or bundle)");
        };
    }

    private static io.millrace.protocol.v1.Provenance toMessage(Provenance provenance) {
        return io.millrace.protocol.v1.Provenance.newBuilder()
                .setOrigin(io.millrace.protocol.v1.Provenance.Origin.valueOf(
                        provenance.origin().name()))
                .addAllSensors(provenance.sensors())
                .addAllModels(provenance.models())
                .setExecution(io.millrace.protocol.v1.Provenance.Execution.valueOf(
                        provenance.execution().name()))
                .build();
    }

    private static Provenance toProvenance(io.millrace.protocol.v1.Provenance message) throws MalformedFrameException {
        Origin origin = switch (message.getOrigin()) {
            case REAL -> Origin.REAL;
            case REPLAY -> Origin.REPLAY;
            case SIMULATED -> Origin.SIMULATED;
            case ORIGIN_UNSPECIFIED, UNRECOGNIZED ->
                throw new MalformedFrameException(
                        "origin not known: origin=" + message.getOriginValue() + " (expected 1..3)");
        };
        Execution execution = switch (message.getExecution()) {
            case DENSE -> Execution.DENSE;
            case DELTA -> Execution.DELTA;
            case DEGRADED -> Execution.DEGRADED;
            case EXECUTION_UNSPECIFIED, UNRECOGNIZED ->
                throw new MalformedFrameException(
                        "execution not known: execution=" + message.getExecutionValue() + " (expected 1..3)");
        };
        return new Provenance(
                origin, List.copyOf(message.getSensorsList()), List.copyOf(message.getModelsList()), execution);
    }
}
