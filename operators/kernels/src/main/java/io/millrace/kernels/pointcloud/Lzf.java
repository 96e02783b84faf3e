package io.millrace.kernels.pointcloud;

/**
 * Unpacks LZF, the compression of PCD files: literal runs and references to what was unpacked before.
 *
 * <pre>
 * 000LLLLL  L+1 literal bytes follow
 * LLLooooo oooooooo            copy L+2 bytes from o+1 bytes back, L = 1..6
 * 111ooooo LLLLLLLL oooooooo   copy L+9 bytes
 * </pre>
 *
 * @see <a href="http://oldhome.schmorp.de/marc/liblzf.html">LibLZF, format of the compressed data</a>
 */
final class Lzf {

    private Lzf() {}

    /**
     * Unpacks.
     *
     * @param in holds the packed bytes
     * @param from where they begin
     * @param length how many they are
     * @param out gets the unpacked bytes, and is filled exactly
     * @return false if the packed bytes are damaged or unpack to another length
     */
    static boolean unpack(byte[] in, int from, int length, byte[] out) {
        int end = from + length;
        int at = from;
        int to = 0;
        while (at < end) {
            int control = in[at++] & 0xff;
            if (control < 32) {
                int run = control + 1;
                if (at + run > end || to + run > out.length) {
                    return false;
                }
                System.arraycopy(in, at, out, to, run);
                at += run;
                to += run;
                continue;
            }
            int run = control >> 5;
            if (run == 7) {
                if (at >= end) {
                    return false;
                }
                run += in[at++] & 0xff;
            }
            run += 2;
            if (at >= end) {
                return false;
            }
            int back = to - ((control & 0x1f) << 8) - (in[at++] & 0xff) - 1;
            if (back < 0 || to + run > out.length) {
                return false;
            }
            for (int i = 0; i < run; i++) { // forwards, byte by byte: a reference may reach into what it writes
                out[to++] = out[back++];
            }
        }
        return to == out.length;
    }
}
