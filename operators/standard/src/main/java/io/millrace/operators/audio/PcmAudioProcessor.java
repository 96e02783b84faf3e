package io.millrace.operators.audio;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Gauge;
import io.millrace.api.operator.Processor;
import io.millrace.kernels.StateIo;
import io.millrace.kernels.audio.PcmEncoding;
import io.millrace.kernels.audio.RtpHeader;
import io.millrace.operators.support.FrameHead;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Record to blocks: find the samples, place them in time, cut them evenly. */
final class PcmAudioProcessor implements Processor {

    private static final int MAX_LATENESS_SAMPLES = 1 << 30;

    private final PcmAudio.Config settings;
    private final SampleClock clock;
    private final RtpHeader rtp = new RtpHeader();
    private final float[][] block;
    private final Shape shape;
    private final Gauge concealed = Gauge.of("concealed-samples", "samples of silence in place of lost RTP packets");
    private final Gauge resyncs = Gauge.of("resyncs", "how often time began anew because packets came out of step");
    private @Nullable Frame last;
    private int filled;
    private long sequence;
    private boolean rtpStarted;
    private int rtpSource;
    private int rtpNext;
    private long concealedCount;
    private long resyncCount;

    PcmAudioProcessor(PcmAudio.Config settings) {
        this.settings = settings;
        this.clock = new SampleClock(settings.sampleRateHz());
        this.block = new float[settings.channels()][settings.blockSamples()];
        this.shape = Shape.of(settings.channels(), settings.blockSamples());
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        byte[] record = frame.tensor().asBytes();
        last = frame;
        DropReason reason;
        if (WavRecord.matches(record)) {
            reason = wav(record, frame, out);
        } else if (settings.packets() == PcmAudio.Packets.RTP) {
            reason = rtp(record, frame, out);
        } else {
            reason = plain(record, frame, out);
        }
        if (reason != null) {
            out.drop(reason);
        }
    }

    private @Nullable DropReason wav(byte[] record, Frame frame, Emitter out) {
        PcmEncoding encoding = WavRecord.encoding(record);
        if (encoding == null) {
            return PcmAudio.MALFORMED;
        }
        if (WavRecord.sampleRateHz(record) != settings.sampleRateHz()) {
            return PcmAudio.OTHER_RATE;
        }
        if (WavRecord.channels(record) != block.length) {
            return PcmAudio.OTHER_CHANNELS;
        }
        int bytes = record.length - WavRecord.HEADER_BYTES;
        int samples = samples(encoding, bytes);
        if (samples < 0) {
            return PcmAudio.ODD_LENGTH;
        }
        place(frame.timeNanos(), samples);
        append(encoding, record, WavRecord.HEADER_BYTES, samples, frame, out);
        return null;
    }

    private @Nullable DropReason plain(byte[] record, Frame frame, Emitter out) {
        int samples = samples(settings.encoding(), record.length);
        if (samples < 0) {
            return PcmAudio.ODD_LENGTH;
        }
        place(frame.timeNanos() - lengthNanos(samples), samples);
        append(settings.encoding(), record, 0, samples, frame, out);
        return null;
    }

    private @Nullable DropReason rtp(byte[] record, Frame frame, Emitter out) {
        if (!rtp.read(record)) {
            return PcmAudio.MALFORMED;
        }
        int samples = samples(settings.encoding(), rtp.payloadBytes());
        if (samples < 0) {
            return PcmAudio.ODD_LENGTH;
        }
        boolean sameClock = rtpStarted && rtp.source() == rtpSource;
        int gap = sameClock ? rtp.timestamp() - rtpNext : 0;
        if (gap < 0 && gap > -MAX_LATENESS_SAMPLES) {
            return PcmAudio.LATE;
        }
        if (gap > 0 && gap <= settings.maxGapSamples()) {
            silence(gap, frame, out);
        } else if (gap != 0) {
            clock.advance(Math.max(0, gap)); // below 0 only where a sender began anew
            restart();
        }
        rtpStarted = true;
        rtpSource = rtp.source();
        rtpNext = rtp.timestamp() + samples;
        place(frame.timeNanos() - lengthNanos(samples), samples);
        append(settings.encoding(), record, rtp.payloadOffset(), samples, frame, out);
        return null;
    }

    /** Samples a channel, or -1 if the bytes do not come out even. */
    private int samples(PcmEncoding encoding, int bytes) {
        int sampleBytes = encoding.bytes() * block.length;
        return bytes % sampleBytes == 0 ? bytes / sampleBytes : -1;
    }

    private long lengthNanos(int samples) {
        return AudioStreams.nanos(samples, settings.sampleRateHz());
    }

    private void place(long firstNanos, int samples) {
        if (!clock.packet(firstNanos, samples)) {
            restart();
        }
    }

    /** Forgets the unfinished block, whose rest will not come. */
    private void restart() {
        filled = 0;
        resyncs.set((double) ++resyncCount);
    }

    private void append(PcmEncoding encoding, byte[] data, int from, int samples, Frame frame, Emitter out) {
        int sampleBytes = encoding.bytes() * block.length;
        int taken = 0;
        while (taken < samples) {
            int count = Math.min(samples - taken, block[0].length - filled);
            encoding.decode(data, from + taken * sampleBytes, block, filled, count);
            advance(count, frame, out);
            taken += count;
        }
    }

    private void silence(int samples, Frame frame, Emitter out) {
        concealedCount += samples;
        concealed.set((double) concealedCount);
        int left = samples;
        while (left > 0) {
            int count = Math.min(left, block[0].length - filled);
            fill(count, frame, out);
            left -= count;
        }
    }

    private void fill(int count, Frame frame, Emitter out) {
        for (float[] channel : block) {
            Arrays.fill(channel, filled, filled + count, 0f);
        }
        advance(count, frame, out);
    }

    private void advance(int count, Frame frame, Emitter out) {
        clock.advance(count);
        filled += count;
        if (filled == block[0].length) {
            filled = 0;
            out.emit(new Frame(
                    sequence++,
                    clock.nanos(-block[0].length),
                    frame.uncertaintyNanos(),
                    frame.arrivalNanos(),
                    Tensor.of(shape, AudioStreams.join(block, block[0].length)),
                    frame.provenance()));
        }
    }

    /** Fills the last block up with silence, so that no sample of a file is lost. */
    @Override
    public void flush(Emitter out) {
        Frame head = last;
        if (head != null && filled > 0) {
            fill(block[0].length - filled, head, out);
        }
    }

    @Override
    public List<Gauge> gauges() {
        return List.of(concealed, resyncs);
    }

    @Override
    public void reset() {
        clock.reset();
        last = null;
        filled = 0;
        sequence = 0;
        rtpStarted = false;
        rtpSource = 0;
        rtpNext = 0;
        concealedCount = 0;
        resyncCount = 0;
        for (float[] channel : block) {
            Arrays.fill(channel, 0f);
        }
    }

    @Override
    public void snapshot(DataOutput out) throws IOException {
        out.writeLong(sequence);
        out.writeInt(filled);
        clock.save(out);
        out.writeBoolean(rtpStarted);
        out.writeInt(rtpSource);
        out.writeInt(rtpNext);
        out.writeLong(concealedCount);
        out.writeLong(resyncCount);
        for (float[] channel : block) {
            StateIo.writeFloats(out, channel);
        }
        FrameHead.save(last, out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        sequence = in.readLong();
        filled = StateIo.readInt(in, "block.filled", 0, block[0].length - 1);
        clock.load(in);
        rtpStarted = in.readBoolean();
        rtpSource = in.readInt();
        rtpNext = in.readInt();
        concealedCount = in.readLong();
        resyncCount = in.readLong();
        for (float[] channel : block) {
            StateIo.readFloats(in, "block", channel);
        }
        last = FrameHead.load(in);
    }
}
