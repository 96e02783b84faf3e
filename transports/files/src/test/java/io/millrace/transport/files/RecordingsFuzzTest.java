package io.millrace.transport.files;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;

class RecordingsFuzzTest {

    /** Any bytes are an array or an IOException in the house form; never anything else, never more than their limit. */
    @FuzzTest(maxDuration = "30s")
    void npy(byte[] bytes) {
        try {
            NpyArray array = NpyArray.read("fuzz", new DataInputStream(new ByteArrayInputStream(bytes)));
            if (array.isScalar()) {
                array.scalar();
            }
        } catch (IOException expected) {
            // refused
        }
    }

    /** Any bytes are lines of JSON that are datagrams or skipped. */
    @FuzzTest(maxDuration = "30s")
    void jsonLines(byte[] bytes) throws IOException {
        Adr018JsonReader reader = new Adr018JsonReader(new ByteArrayInputStream(bytes));
        for (byte[] datagram = reader.next(); datagram != null; datagram = reader.next()) {
            if (datagram.length < 20) {
                throw new AssertionError("datagram without header: length=" + datagram.length);
            }
        }
    }

    /** Any bytes are a WAV whose records are whole samples, or an IOException; memory stays that of a record. */
    @FuzzTest(maxDuration = "30s")
    void wav(byte[] bytes) {
        try (WavReader reader = WavReader.open("fuzz", new ByteArrayInputStream(bytes))) {
            for (byte[] record = reader.next(); record != null; record = reader.next()) {
                if (record.length <= WavHeader.CANONICAL_BYTES || reader.timeNanos() < 0) {
                    throw new AssertionError("record without samples or time: length=" + record.length);
                }
            }
        } catch (IOException expected) {
            // refused
        }
    }

    /** Any bytes are video whose frames are as long as the header says, or an IOException. */
    @FuzzTest(maxDuration = "30s")
    void y4m(byte[] bytes) {
        try (Y4mReader reader = Y4mReader.open("fuzz", new ByteArrayInputStream(bytes))) {
            int length = -1;
            for (byte[] record = reader.next(); record != null; record = reader.next()) {
                if (length >= 0 && record.length != length) {
                    throw new AssertionError("frame of another length: length=" + record.length);
                }
                length = record.length;
            }
        } catch (IOException expected) {
            // refused
        }
    }

    /** Any packets are datagrams or skipped; whatever the fragments say, nothing grows without bound. */
    @FuzzTest(maxDuration = "30s")
    void packets(byte[] bytes) {
        UdpPackets packets = new UdpPackets(bytes.length % 2 == 0 ? 1 : 101);
        for (int from = 0; from < bytes.length; from += 60) {
            byte[] datagram = packets.payload(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + 60)));
            if (datagram != null && datagram.length > 65_535) {
                throw new AssertionError("datagram longer than any: length=" + datagram.length);
            }
        }
    }

    /** Any bytes are records of spikes as long as they say, or an IOException. */
    @FuzzTest(maxDuration = "30s")
    void spikes(byte[] bytes) {
        try (SpikesReader reader = new SpikesReader(new ByteArrayInputStream(bytes))) {
            for (byte[] record = reader.next(); record != null; record = reader.next()) {
                if (record.length != SpikeRecord.bytes(record)) {
                    throw new AssertionError("record of another length: length=" + record.length);
                }
            }
        } catch (IOException expected) {
            // refused
        }
    }

    /** Any bytes are a table of spikes, rows skipped, or an IOException. */
    @FuzzTest(maxDuration = "30s")
    void tables(byte[] bytes) {
        try (UnitCsvReader reader = new UnitCsvReader(new ByteArrayInputStream(bytes))) {
            for (byte[] record = reader.next(); record != null; record = reader.next()) {
                if (record.length != SpikeRecord.bytes(record)) {
                    throw new AssertionError("record of another length: length=" + record.length);
                }
            }
        } catch (IOException expected) {
            // refused
        }
    }
}
