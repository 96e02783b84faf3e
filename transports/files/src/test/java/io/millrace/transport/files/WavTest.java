package io.millrace.transport.files;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.api.time.SystemClock;
import io.millrace.api.transport.RecordingReader;
import io.millrace.api.transport.SinkConnection;
import io.millrace.api.transport.SinkContext;
import io.millrace.testkit.TestData;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WavTest {

    @TempDir
    Path folder;

    /** A WAV from its chunks, each a name and its content; sizes as they should be. */
    private static byte[] wav(Object... chunks) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(ascii("WAVE"));
        for (int i = 0; i < chunks.length; i += 2) {
            byte[] content = (byte[]) chunks[i + 1];
            body.writeBytes(ascii((String) chunks[i]));
            body.writeBytes(little(4).putInt(content.length).array());
            body.writeBytes(Arrays.copyOf(content, content.length + content.length % 2));
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(ascii("RIFF"));
        all.writeBytes(little(4).putInt(body.size()).array());
        all.writeBytes(body.toByteArray());
        return all.toByteArray();
    }

    private static byte[] format(int tag, int channels, int rateHz, int bits) {
        ByteBuffer out = little(16).putShort((short) tag).putShort((short) channels);
        out.putInt(rateHz).putInt(rateHz * channels * bits / 8).putShort((short) (channels * bits / 8));
        return out.putShort((short) bits).array();
    }

    /** The GUID of KSDATAFORMAT_SUBTYPE_PCM but for the tag in its first two bytes. */
    private static byte[] extensible(int tag, int channels, int rateHz, int bits) {
        byte[] plain = format(0xFFFE, channels, rateHz, bits);
        ByteBuffer out = little(40)
                .put(plain)
                .putShort((short) 22)
                .putShort((short) bits)
                .putInt(3);
        return out.putShort((short) tag)
                .put(new byte[] {0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xAA, 0, 0x38, (byte) 0x9B, 0x71})
                .array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] ramp(int bytes) {
        byte[] out = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            out[i] = (byte) (i * 7);
        }
        return out;
    }

    private static WavReader reader(byte[] wav) throws IOException {
        return WavReader.open("a.wav", new ByteArrayInputStream(wav));
    }

    /** The samples of all records, without their headers. */
    private static byte[] samples(RecordingReader reader) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] record = reader.next(); record != null; record = reader.next()) {
            all.write(record, WavHeader.CANONICAL_BYTES, record.length - WavHeader.CANONICAL_BYTES);
        }
        return all.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"1, 8, u8", "1, 16, s16", "1, 24, s24", "1, 32, s32", "3, 32, f32", "3, 64, f64"})
    void readsEveryEncodingPlainAndExtensible(int tag, int bits, String word) throws IOException {
        byte[] data = ramp(bits / 8 * 2 * 450);
        for (byte[] format : new byte[][] {format(tag, 2, 16_000, bits), extensible(tag, 2, 16_000, bits)}) {
            try (WavReader reader = reader(wav("fmt ", format, "data", data))) {
                assertThat(reader.info().rateHz()).isEqualTo(100);
                assertThat(reader.info().properties())
                        .isEqualTo(Map.of(
                                "encoding", word, "channels", "2", "sample-rate-hz", "16000", "duration-s", "0.028"));
                byte[] first = reader.next();
                assertThat(first).hasSize(44 + bits / 8 * 2 * 160);
                assertThat(reader.timeNanos()).isZero();
                // The record is a WAV of its own, which the reader reads as it reads files.
                assertThat(samples(reader(first))).isEqualTo(Arrays.copyOf(data, bits / 8 * 2 * 160));
                byte[] rest = samples(reader);
                assertThat(reader.timeNanos()).isEqualTo(20_000_000);
                assertThat(rest).isEqualTo(Arrays.copyOfRange(data, bits / 8 * 2 * 160, data.length));
            }
        }
    }

    /** Written by Python's wave, scipy and libsndfile ({@code operators/reference/wav.py}). */
    @ParameterizedTest
    @CsvSource({
        "python-wave-s16, s16",
        "scipy-s32, s32",
        "scipy-f32, f32",
        "scipy-f64, f64",
        "libsndfile-u8, u8",
        "libsndfile-s24, s24",
        "libsndfile-extensible-s24, s24",
        "libsndfile-extensible-f32, f32",
        "libsndfile-rf64-s16, s16"
    })
    void readsWhatOthersWrite(String name, String encoding) throws IOException {
        byte[] file;
        try (InputStream in = requireNonNull(getClass().getResourceAsStream("/wav/" + name + ".wav"))) {
            file = in.readAllBytes();
        }
        try (WavReader reader = reader(file)) {
            assertThat(reader.info().properties())
                    .isEqualTo(Map.of(
                            "encoding", encoding, "channels", "2", "sample-rate-hz", "22050", "duration-s", "0.015"));
            ByteBuffer samples = ByteBuffer.wrap(samples(reader)).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < 333; i++) {
                for (int c = 0; c < 2; c++) {
                    double wanted = ((37 * i + 11 * c) % 101 - 50) / 64.0;
                    assertThat(value(encoding, samples)).as("sample %d", i).isEqualTo(wanted);
                }
            }
            assertThat(samples.remaining()).isZero();
        }
    }

    private static double value(String encoding, ByteBuffer in) {
        return switch (encoding) {
            case "u8" -> ((in.get() & 0xff) - 128) / 128.0;
            case "f64" -> in.getDouble();
            default -> sample(WavEncoding.valueOf(encoding.toUpperCase(Locale.ROOT)), in);
        };
    }

    @Test
    void oddChunksArePaddedAndUnknownOnesSkipped() throws IOException {
        byte[] data = ramp(640);
        byte[] wav = wav(
                "junk", ramp(7), "fmt ", format(1, 1, 8000, 16), "odd ", ramp(100_001), "data", data, "id3 ", ramp(9));
        assertThat(samples(reader(wav))).isEqualTo(data);
    }

    /** Sizes as ffmpeg, GStreamer, sox and a killed writer leave them when they cannot seek. */
    @ParameterizedTest
    @CsvSource({"-1, -1", "0, 0", "-1, 0", "2147483647, 2147483600"})
    void streamedSizesMeanTheEndOfTheFile(int riff, int size) throws IOException {
        byte[] data = ramp(1001 * 2);
        byte[] wav = wav("fmt ", format(1, 1, 8000, 16), "data", data);
        little(4).putInt(riff).flip().get(wav, 4, 4);
        little(4).putInt(size).flip().get(wav, 40, 4);
        assertThat(samples(reader(wav))).isEqualTo(data);
    }

    @Test
    void anEmptyWavHasNoRecords() throws IOException {
        byte[] wav = wav("fmt ", format(1, 1, 8000, 16), "data", new byte[0], "LIST", ramp(12));
        assertThat(reader(wav).next()).isNull();
    }

    @Test
    void theSizeOfALongFileStandsInItsOwnChunk() throws IOException {
        byte[] sizes =
                little(28).putLong(1000).putLong(40).putLong(20).putInt(0).array();
        byte[] wav = wav("ds64", sizes, "fmt ", format(1, 1, 8000, 16), "data", ramp(40), "tail", ramp(6));
        System.arraycopy(ascii("RF64"), 0, wav, 0, 4);
        little(4).putInt(-1).flip().get(wav, 12 + 36 + 24 + 4, 4);
        assertThat(samples(reader(wav))).hasSize(40);
    }

    @Test
    void aTornSampleIsCounted() throws IOException {
        byte[] wav = wav("fmt ", format(1, 2, 8000, 16), "data", ramp(4 * 100));
        try (WavReader reader = reader(Arrays.copyOf(wav, wav.length - 3))) {
            assertThat(samples(reader)).hasSize(4 * 99);
            assertThat(reader.skipped()).isEqualTo(1);
        }
    }

    @Test
    void aCommentSaysThatItIsSimulated() throws IOException {
        byte[] note = ascii("millrace-recording: origin=simulated, seed=7\0");
        ByteBuffer list = little(4 + 8 + note.length + 1).put(ascii("INFO")).put(ascii("ICMT"));
        list.putInt(note.length).put(note);
        byte[] wav = wav("LIST", list.array(), "fmt ", format(1, 1, 8000, 16), "data", ramp(4));
        assertThat(reader(wav).info().origin()).isEqualTo(Origin.SIMULATED);
        assertThat(reader(wav).info().properties()).containsEntry("seed", "7");
    }

    @Test
    void refusesWhatItCannotRead() {
        assertRefused(
                wav("fmt ", format(7, 1, 8000, 8), "data", ramp(4)),
                "WAV encoding is not known: file=a.wav, format-tag=7, bits=8"
                        + " (expected PCM of 8, 16, 24 or 32 bits, or float of 32 or 64)");
        assertRefused(
                wav("fmt ", format(1, 1025, 8000, 16), "data", ramp(4)),
                "WAV is out of bounds: file=a.wav, channels=1025, sample-rate-hz=8000"
                        + " (expected 1..1024 channels, 1..768000 Hz)");
        assertRefused(wav("data", ramp(4)), "WAV has no format before its samples: file=a.wav (expected a fmt chunk)");
        assertRefused(
                wav("fmt ", ramp(8), "data", ramp(4)),
                "WAV format is cut short: file=a.wav, bytes=8 (expected at least 16)");
        assertRefused(
                wav("fmt ", format(1, 1, 8000, 16)),
                "WAV ends before its samples: file=a.wav, within=chunk header, byte=36 (expected a data chunk)");
    }

    private static void assertRefused(byte[] wav, String message) {
        assertThatThrownBy(() -> reader(wav)).isInstanceOf(IOException.class).hasMessage(message);
    }

    @Test
    void isKnownByItsContentAndPlaysThroughAnyName() throws IOException {
        Path file = Files.write(folder.resolve("take.bin"), wav("fmt ", format(1, 1, 8000, 16), "data", ramp(4)));
        try (RecordingReader reader = Recordings.open(file)) {
            assertThat(reader.info().format()).isEqualTo("wav");
        }
    }

    private Path write(WavEncoding encoding, Origin origin, float[]... blocks) throws IOException {
        Path path = folder.resolve("out-" + encoding + ".wav");
        int samples = blocks[0].length / 2;
        StreamSpec spec = StreamSpec.tensor(ElementType.F32, Axis.of("channel", 2), Axis.of("sample", samples))
                .withRateHz(16_000.0 / samples);
        SinkContext context = new SinkContext("out", Map.of("clean", spec), SystemClock.INSTANCE);
        try (SinkConnection sink = new WavSink().open(new WavSinkSettings(path, encoding), context)) {
            for (int i = 0; i < blocks.length; i++) {
                Tensor block = Tensor.of(Shape.of(2, samples), blocks[i]);
                sink.accept(0, new Frame(i, 0, 0, 0, block, Provenance.of(origin, "mic")));
            }
            sink.flush();
        }
        return path;
    }

    /** The JDK's own reader knows 8 to 32 bits; it takes what we write and hears the same. */
    @ParameterizedTest
    @EnumSource(WavEncoding.class)
    void writesWhatTheJdkReads(WavEncoding encoding) throws Exception {
        float[] block = {0f, 0.5f, -1f, 1f, -0.25f, 2f, Float.NaN, 0.125f, -2f, -0.5f};
        Path path = write(encoding, Origin.REPLAY, block, block);
        try (AudioInputStream in = AudioSystem.getAudioInputStream(path.toFile())) {
            AudioFormat format = in.getFormat();
            assertThat(format.getSampleRate()).isEqualTo(16_000f);
            assertThat(format.getChannels()).isEqualTo(2);
            assertThat(format.getSampleSizeInBits()).isEqualTo(encoding.bits());
            assertThat(in.getFrameLength()).isEqualTo(10);
            ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < 10; i++) {
                for (int c = 0; c < 2; c++) {
                    float wanted = block[5 * c + i % 5];
                    double expected = encoding == WavEncoding.F32 ? wanted : clipped(wanted, encoding);
                    assertThat(Double.compare(sample(encoding, bytes), expected))
                            .isZero();
                }
            }
        }
    }

    private static double clipped(float value, WavEncoding encoding) {
        double scale = Math.pow(2, encoding.bits() - 1);
        return Float.isNaN(value) ? 0 : Math.max(-1, Math.min((scale - 1) / scale, value));
    }

    private static double sample(WavEncoding encoding, ByteBuffer in) {
        return switch (encoding) {
            case S16 -> in.getShort() / 32768.0;
            case S24 -> ((in.getShort() & 0xffff) | in.get() << 16) / 8388608.0;
            case S32 -> in.getInt() / 2147483648.0;
            case F32 -> in.getFloat();
        };
    }

    @Test
    void whatItWritesOfASimulationSaysSo() throws IOException {
        Path path = write(WavEncoding.S24, Origin.SIMULATED, new float[2]);
        try (RecordingReader reader = Recordings.open(path)) {
            assertThat(reader.info().origin()).isEqualTo(Origin.SIMULATED);
            assertThat(samples(reader)).hasSize(6);
        }
    }

    @Test
    void refusesAnotherName() {
        assertThatThrownBy(() -> new WavSinkSettings(Path.of("a.mp3"), WavEncoding.S16))
                .hasMessage("file name does not fit: path=a.mp3 (expected a name that ends in .wav)");
    }

    /** A recording of a room, 16 kHz, written by somebody else. */
    @Test
    void readsARealRecording() throws IOException {
        Path file = TestData.require("aec-mediastreamer2/nearend_simple_talk.wav");
        try (RecordingReader reader = Recordings.open(file)) {
            assertThat(reader.info().properties())
                    .containsEntry("sample-rate-hz", "16000")
                    .containsEntry("encoding", "s16");
            assertThat((long) samples(reader).length).isEqualTo(Files.size(file) - 44);
        }
    }
}
