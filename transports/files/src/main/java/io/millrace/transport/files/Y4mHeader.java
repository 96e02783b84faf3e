package io.millrace.transport.files;

import java.io.IOException;

/**
 * The first line of a YUV4MPEG2 file: words of a letter and a value.
 *
 * @param line as it stands in the file, without its end
 * @param width columns
 * @param height rows
 * @param rateNumerator frames in {@code rateDenominator} seconds; 0 if not known
 * @param rateDenominator seconds; 0 if not known
 * @param planes what a frame has
 * @param simulated whether it says that it was not filmed
 */
record Y4mHeader(
        String line,
        int width,
        int height,
        long rateNumerator,
        long rateDenominator,
        Planes planes,
        boolean simulated) {

    private static final int MAX_SIDE = 65_535;
    private static final int MAX_FRAME_BYTES = 1 << 28;

    int frameBytes() {
        return (int) planes.bytes(width, height);
    }

    boolean isTimed() {
        return rateNumerator > 0 && rateDenominator > 0;
    }

    static Y4mHeader parse(String file, String line) throws IOException {
        int width = 0;
        int height = 0;
        long[] rate = {0, 0};
        String colours = "420jpeg";
        boolean simulated = false;
        for (String word : line.substring(Y4mFormat.MAGIC.length()).split(" ", -1)) {
            String value = word.isEmpty() ? "" : word.substring(1);
            switch (word.isEmpty() ? ' ' : word.charAt(0)) {
                case 'W' -> width = number(value);
                case 'H' -> height = number(value);
                case 'F' -> rate = rate(value);
                case 'C' -> colours = value;
                case 'X' -> simulated |= value.equals("ORIGIN=SIMULATED");
                default -> {} // interlacing and aspect, which do not change what a frame is
            }
        }
        if (width < 1 || width > MAX_SIDE || height < 1 || height > MAX_SIDE) {
            throw new IOException("Y4M has no such size: file=" + file + ", width=" + width + ", height=" + height
                    + " (expected 1.." + MAX_SIDE + " each)");
        }
        Y4mHeader header = new Y4mHeader(line, width, height, rate[0], rate[1], planes(file, colours), simulated);
        if (header.planes.bytes(width, height) > MAX_FRAME_BYTES) {
            throw new IOException("Y4M frames are too large: file=" + file + ", width=" + width + ", height=" + height
                    + " (expected at most " + MAX_FRAME_BYTES + " bytes a frame)");
        }
        return header;
    }

    private static Planes planes(String file, String colours) throws IOException {
        return switch (colours) {
            case "420", "420jpeg", "420mpeg2", "420paldv" -> Planes.QUARTER;
            case "422" -> Planes.HALF;
            case "444" -> Planes.FULL;
            case "mono" -> Planes.MONO;
            default ->
                throw new IOException("Y4M has other colours: file=" + file + ", colours=" + colours
                        + " (expected 420, 420jpeg, 420mpeg2, 420paldv, 422, 444 or mono, 8 bits)");
        };
    }

    private static long[] rate(String value) {
        int colon = value.indexOf(':');
        return colon < 0
                ? new long[] {0, 0}
                : new long[] {number(value.substring(0, colon)), number(value.substring(colon + 1))};
    }

    /** A number of up to nine digits, or -1. */
    private static int number(String digits) {
        return digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : -1;
    }
}
