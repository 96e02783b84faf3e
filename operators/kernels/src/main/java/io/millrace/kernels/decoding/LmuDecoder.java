package io.millrace.kernels.decoding;

/**
 * A Legendre memory unit ({@code lmu}): {@code u = e_x x + e_h h + e_m m}, m remembers u,
 * {@code h = tanh(W_x x + W_h h + W_m m)}, and the coordinates are {@code fc h}. Several memories lie side by side, each
 * of as many coefficients as its order.
 */
final class LmuDecoder extends StatefulDecoder {

    private final LinearLayer encodeX;
    private final LinearLayer encodeH;
    private final LinearLayer encodeM;
    private final LinearLayer hiddenX;
    private final LinearLayer hiddenH;
    private final LinearLayer hiddenM;
    private final LinearLayer readout;
    private final LegendreMemory memory;
    private final VectorState hidden;
    private final float[] h;
    private final float[] m;
    private final float[] u;
    private final float[] sum;

    private LmuDecoder(LinearLayer[] layers, LegendreMemory memory, VectorState hidden, int memories) {
        super(layers[0].inputs(), layers[6].outputs(), macs(layers, memory.order(), memories), memory, hidden);
        this.encodeX = layers[0];
        this.encodeH = layers[1];
        this.encodeM = layers[2];
        this.hiddenX = layers[3];
        this.hiddenH = layers[4];
        this.hiddenM = layers[5];
        this.readout = layers[6];
        this.memory = memory;
        this.hidden = hidden;
        this.h = new float[hidden.rows[0].length];
        this.m = new float[memories * memory.order()];
        this.u = new float[memories];
        this.sum = new float[h.length];
    }

    private static long macs(LinearLayer[] layers, int order, int memories) {
        long macs = (long) memories * order * (order + 1);
        for (LinearLayer layer : layers) {
            macs += layer.macs();
        }
        return macs;
    }

    static LmuDecoder read(DecoderFile file) {
        int order = file.whole("order", 1, 128);
        double[][] encode = file.matrix("e_x.weight");
        int memories = encode.length;
        int channels = encode[0].length;
        int units = file.matrix("W_x.weight").length;
        LinearLayer[] layers = {
            new LinearLayer(encode, file.has("e_x.bias") ? file.numbers("e_x.bias", memories) : null),
            sized(file, "e_h", memories, units),
            sized(file, "e_m", memories, memories * order),
            LinearLayer.read(file, "W_x", channels),
            sized(file, "W_h", units, units),
            sized(file, "W_m", units, memories * order),
            LinearLayer.read(file, "fc", units),
        };
        LegendreMemory memory = new LegendreMemory(order, file.numbers("theta", 1)[0], memories);
        return new LmuDecoder(layers, memory, new VectorState(new double[units]), memories);
    }

    private static LinearLayer sized(DecoderFile file, String name, int outputs, int inputs) {
        return new LinearLayer(file.matrix(name + ".weight", outputs, inputs), null);
    }

    @Override
    public void decode(float[] counts, float[] out) {
        double[] kept = hidden.rows[0];
        for (int i = 0; i < h.length; i++) {
            h[i] = (float) kept[i];
        }
        encodeX.apply(counts, u);
        encodeH.accumulate(h, u);
        gather();
        encodeM.accumulate(m, u);
        memory.push(u);
        gather();
        hiddenX.apply(counts, sum);
        hiddenH.accumulate(h, sum);
        hiddenM.accumulate(m, sum);
        for (int i = 0; i < h.length; i++) {
            h[i] = (float) StrictMath.tanh(sum[i]);
            kept[i] = h[i];
        }
        readout.apply(h, out);
    }

    private void gather() {
        int order = memory.order();
        for (int i = 0; i < u.length; i++) {
            System.arraycopy(memory.coefficients(i), 0, m, i * order, order);
        }
    }
}
