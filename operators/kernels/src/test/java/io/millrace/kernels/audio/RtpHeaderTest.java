package io.millrace.kernels.audio;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RtpHeaderTest {

    /** Every optional part at once. */
    private static final byte[] PACKET = {
        // version 2, padding, extension, one contributing source; marker, type 96; sequence number 0x0102
        (byte) 0xB1,
        (byte) 0xE0,
        0x01,
        0x02,
        // timestamp
        (byte) 0x89,
        (byte) 0xAB,
        (byte) 0xCD,
        (byte) 0xEF,
        // synchronisation source
        0x11,
        0x22,
        0x33,
        0x44,
        // contributing source
        0,
        0,
        0,
        1,
        // extension of one word
        0x12,
        0x34,
        0,
        1,
        9,
        9,
        9,
        9,
        // payload, then two bytes of padding
        5,
        6,
        7,
        8,
        0,
        2
    };

    @Test
    void findsThePayloadBehindEverythingOptional() {
        RtpHeader header = new RtpHeader();
        assertThat(header.read(PACKET)).isTrue();
        assertThat(header.payloadOffset()).isEqualTo(24);
        assertThat(header.payloadBytes()).isEqualTo(4);
        assertThat(header.timestamp()).isEqualTo(0x89ABCDEF);
        assertThat(header.source()).isEqualTo(0x11223344);
    }

    @Test
    void refusesWhatIsCutShortOrOfAnotherVersion() {
        for (int length = 0; length < 24; length++) {
            assertThat(new RtpHeader().read(Arrays.copyOf(PACKET, length)))
                    .as("length=%d", length)
                    .isFalse();
        }
        byte[] other = PACKET.clone();
        other[0] = 0x41;
        assertThat(new RtpHeader().read(other)).isFalse();
    }

    /** Whatever the packet says, its payload lies within it. */
    @FuzzTest(maxDuration = "30s")
    void payloadLiesWithinThePacket(byte[] packet) {
        RtpHeader header = new RtpHeader();
        if (header.read(packet)
                && (header.payloadBytes() < 0 || header.payloadOffset() + header.payloadBytes() > packet.length)) {
            throw new AssertionError("payload outside: offset=" + header.payloadOffset());
        }
    }
}
