package io.millrace.engine.record;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.millrace.api.frame.Frame;
import io.millrace.protocol.FrameMessages;
import io.millrace.protocol.v1.FrameDigest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Digests of frames. One thread. */
final class FrameDigests {

    private static final int BYTES = 16;

    private final MessageDigest sha;

    FrameDigests() {
        try {
            this.sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** Over everything but the origin and the sensors: a replay is never real. */
    FrameDigest of(Frame frame) {
        io.millrace.protocol.v1.Frame.Builder message = FrameMessages.toMessage(frame).toBuilder();
        message.getProvenanceBuilder().clearOrigin().clearSensors();
        try (DigestOutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), sha)) {
            CodedOutputStream coded = CodedOutputStream.newInstance(out);
            coded.useDeterministicSerialization();
            message.build().writeTo(coded);
            coded.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("digest failed: sequence=" + frame.sequence(), e);
        }
        return FrameDigest.newBuilder()
                .setSequence(frame.sequence())
                .setTimeNanos(frame.timeNanos())
                .setDigest(ByteString.copyFrom(sha.digest(), 0, BYTES))
                .build();
    }
}
