package io.millrace.transport.files;

/** How many bytes frames of 8 bits a sample take: a first plane, and two more of full, half, quarter or no size. */
enum Planes {
    MONO(0, 0),
    QUARTER(2, 2),
    HALF(2, 1),
    FULL(1, 1);

    private final int across;
    private final int down;

    Planes(int across, int down) {
        this.across = across;
        this.down = down;
    }

    /** Bytes of a frame; sides of the smaller planes are rounded up. */
    long bytes(int width, int height) {
        long first = (long) width * height;
        return across == 0 ? first : first + 2L * ((width + across - 1) / across) * ((height + down - 1) / down);
    }
}
