package io.millrace.engine.run;

import io.millrace.api.frame.Frame;
import io.millrace.protocol.v1.SourcePosition;

/** How far the stage behind a source has come. Confined to that stage's thread. */
final class SourceTrack {

    private final String source;
    private long frames;
    private long lastSequence;
    private long lastArrivalNanos;

    SourceTrack(String source) {
        this.source = source;
    }

    String source() {
        return source;
    }

    void taken(Frame frame) {
        frames++;
        lastSequence = frame.sequence();
        lastArrivalNanos = frame.arrivalNanos();
    }

    void restore(SourcePosition position) {
        frames = position.getFrames();
        lastSequence = position.getLastSequence();
        lastArrivalNanos = position.getLastArrivalNanos();
    }

    SourcePosition position() {
        return SourcePosition.newBuilder()
                .setSource(source)
                .setFrames(frames)
                .setLastSequence(lastSequence)
                .setLastArrivalNanos(lastArrivalNanos)
                .build();
    }
}
