package io.millrace.echo;

import io.millrace.speech.Wav;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A microphone, the far end of the same time, and what is known of the near end; mono, 16 kHz. */
final class Recording {

    /** Sample rate of all. */
    static final int RATE_HZ = 16_000;

    final float[] mic;
    final float[] far;
    final float @Nullable [] near;

    private Recording(float[] mic, float[] far, float @Nullable [] near) {
        int length = Math.min(mic.length, far.length);
        this.mic = Arrays.copyOf(mic, length);
        this.far = Arrays.copyOf(far, length);
        this.near = near == null ? null : Arrays.copyOf(near, length);
    }

    /** A recording of the AEC challenge by its name. */
    static Recording challenge(Path data, String name) throws IOException {
        Path folder = data.resolve("aec-challenge-dtln");
        return new Recording(
                Wav.mono(folder.resolve(name + "_mic.wav")), Wav.mono(folder.resolve(name + "_lpb.wav")), null);
    }

    /** A conversation mixed of a near end and an echo. */
    static Recording mixed(Path data, String echoName) throws IOException {
        Path folder = data.resolve("aec-mediastreamer2");
        float[] near = Wav.mono(folder.resolve("nearend_simple_talk.wav"));
        float[] echo = Wav.mono(folder.resolve(echoName + ".wav"));
        int length = Math.min(near.length, echo.length);
        float[] mic = new float[length];
        for (int i = 0; i < length; i++) {
            mic[i] = near[i] + echo[i];
        }
        return new Recording(mic, Wav.mono(folder.resolve("farend_simple_talk.wav")), near);
    }

    /** The near end alone, with a silent far end: what a canceller makes of it is its own colouring. */
    Recording withoutEcho() {
        if (near == null) {
            throw new IllegalStateException(
                    "near end is not known: seconds=" + seconds() + " (expected a mixed recording)");
        }
        return new Recording(near, new float[near.length], near);
    }

    /** The same with the far end later. */
    Recording delayed(int samples) {
        float[] late = new float[far.length];
        System.arraycopy(far, 0, late, Math.min(samples, far.length), Math.max(0, far.length - samples));
        return new Recording(mic, late, near);
    }

    double seconds() {
        return (double) mic.length / RATE_HZ;
    }
}
