package io.millrace.kernels.delta;

/**
 * A convolution of small pictures without padding, and what is applied to each element of its result, by whatever computes
 * such things fastest. Calls take turns with those of other layers: its arrays may be shared with them.
 */
public interface ConvPatches {

    /**
     * Elements that a picture may have.
     *
     * @return channels times rows times columns, at most
     */
    int inputCapacity();

    /**
     * Elements that a result may have.
     *
     * @return channels times rows times columns, at most
     */
    int outputCapacity();

    /**
     * Where the picture is written before a call.
     *
     * @return row-major, channels by rows by columns, {@link #inputCapacity} long
     */
    float[] input();

    /**
     * Where the result is read after a call.
     *
     * @return row-major, channels by rows by columns, {@link #outputCapacity} long
     */
    float[] output();

    /**
     * Convolves.
     *
     * @param rows rows of the picture
     * @param columns columns of the picture
     * @param outRows rows of the result
     * @param outColumns columns of the result
     */
    void run(int rows, int columns, int outRows, int outColumns);
}
