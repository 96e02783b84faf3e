package io.millrace.operators.csi;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.PayloadKind;
import io.millrace.api.stream.StreamSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The channel at one packet, as the parts of a {@link Bundle} and with names for them.
 *
 * <ul>
 *   <li>{@code iq} f32[iq=2, subcarrier=S]: real parts, then imaginary parts, as received; 0 where not valid
 *   <li>{@code index} i16[subcarrier=S]: signed sub-carrier numbers, rising, -S/2 first; one instance for all frames
 *   <li>{@code valid} bool[subcarrier=S]: which positions carry a channel estimate; one instance per layout
 *   <li>{@code info} f32[field=8]: what else the packet says; NaN where it does not
 * </ul>
 *
 * <p>A view: it copies nothing.
 */
public final class CsiFrame {

    /** Names of the parts, in order. */
    public static final List<String> PARTS = List.of("iq", "index", "valid", "info");

    /** Number of sub-carriers that stands in where a stream is none of CSI frames. */
    private static final int STAND_IN = 64;

    private static final int IQ = 0;
    private static final int INDEX = 1;
    private static final int VALID = 2;
    private static final int INFO = 3;

    // Positions of the fields in info.
    static final int RSSI_DBM = 0;
    static final int NOISE_FLOOR_DBM = 1;
    static final int AGC_GAIN_DB = 2;
    static final int FFT_GAIN = 3;
    static final int GAIN_FACTOR = 4;
    static final int CHANNEL = 5;
    static final int LAYOUT_STATUS = 6;
    static final int NODE_ID = 7;
    static final int INFO_FIELDS = 8;

    private static final Shape INFO_SHAPE = Shape.of(INFO_FIELDS);

    private final Bundle bundle;

    private CsiFrame(Bundle bundle) {
        this.bundle = bundle;
    }

    /**
     * Names the parts of a bundle.
     *
     * @param bundle payload of a frame of a CSI stream
     * @return the view
     */
    public static CsiFrame of(Bundle bundle) {
        return new CsiFrame(bundle);
    }

    /**
     * What a stream of CSI frames carries.
     *
     * @param subcarriers number S of positions of the grid
     * @return the spec, of unknown rate, on the clock {@code csi}
     */
    public static StreamSpec spec(int subcarriers) {
        Axis axis = Axis.of("subcarrier", subcarriers);
        Map<String, StreamSpec> parts = new LinkedHashMap<>();
        parts.put("iq", StreamSpec.tensor(ElementType.F32, Axis.of("iq", 2), axis));
        parts.put("index", StreamSpec.tensor(ElementType.I16, axis));
        parts.put("valid", StreamSpec.tensor(ElementType.BOOL, axis));
        parts.put("info", StreamSpec.tensor(ElementType.F32, Axis.of("field", INFO_FIELDS)));
        return StreamSpec.bundle(parts).withClockDomain("csi");
    }

    /**
     * Requires that an input carries CSI frames.
     *
     * @param check the input
     * @return its spec, or a stand-in if it carries something else
     */
    public static StreamSpec require(InputCheck check) {
        StreamSpec in = check.spec();
        int subcarriers = in.kind() == PayloadKind.BUNDLE ? subcarriers(in) : 0;
        if (subcarriers > 0 && spec(subcarriers).fields().equals(in.fields())) {
            return in;
        }
        check.mismatch("stream has another type", "CSI frames, as esp32-csi gives them");
        return spec(STAND_IN);
    }

    /**
     * Number of positions of the grid of a CSI stream.
     *
     * @param spec what {@link #require} returned
     * @return S, 1 or more; 0 for a stream of other bundles
     */
    public static int subcarriers(StreamSpec spec) {
        StreamSpec valid = spec.fields().get("valid");
        return valid == null || valid.axes().isEmpty() ? 0 : valid.axes().get(0).size();
    }

    /**
     * Signed sub-carrier numbers of a grid.
     *
     * @param subcarriers number S of positions
     * @return a tensor to be shared by all frames
     */
    public static Tensor index(int subcarriers) {
        short[] index = new short[subcarriers];
        for (int i = 0; i < subcarriers; i++) {
            index[i] = (short) (i - subcarriers / 2);
        }
        return Tensor.of(Shape.of(subcarriers), index);
    }

    /**
     * Makes the bundle.
     *
     * @param iq f32[iq=2, subcarrier=S]
     * @param index what {@link #index} gave
     * @param valid bool[subcarrier=S]
     * @param info eight fields in the order of the accessors of this class, handed over
     * @return the payload of a frame
     */
    public static Bundle bundle(Tensor iq, Tensor index, Tensor valid, float[] info) {
        return Bundle.of(PARTS, iq, index, valid, Tensor.of(INFO_SHAPE, info));
    }

    /**
     * Copies the channel into split form, as kernels want it.
     *
     * @param re receives S real parts
     * @param im receives S imaginary parts
     */
    public void split(float[] re, float[] im) {
        float[] iq = bundle.tensor(IQ).floats();
        System.arraycopy(iq, 0, re, 0, re.length);
        System.arraycopy(iq, re.length, im, 0, im.length);
    }

    /**
     * Copies which positions carry a channel estimate.
     *
     * @param mask receives S truth values
     */
    public void copyValid(boolean[] mask) {
        byte[] bytes = bundle.tensor(VALID).asBytes();
        for (int i = 0; i < mask.length; i++) {
            mask[i] = bytes[i] != 0;
        }
    }

    /**
     * The same frame with another gain factor.
     *
     * @param factor what {@code iq} is to be multiplied by, above 0
     * @return a bundle that shares all parts but {@code info}
     */
    public Bundle withGainFactor(float factor) {
        float[] info = info().clone();
        info[GAIN_FACTOR] = factor;
        return bundle(bundle.tensor(IQ), bundle.tensor(INDEX), bundle.tensor(VALID), info);
    }

    /**
     * The channel.
     *
     * @return f32[iq=2, subcarrier=S]
     */
    public Tensor iq() {
        return bundle.tensor(IQ);
    }

    /**
     * The signed sub-carrier numbers.
     *
     * @return i16[subcarrier=S]
     */
    public Tensor index() {
        return bundle.tensor(INDEX);
    }

    /**
     * Which positions carry a channel estimate.
     *
     * @return bool[subcarrier=S]
     */
    public Tensor valid() {
        return bundle.tensor(VALID);
    }

    /**
     * Received power.
     *
     * @return dBm, NaN if not told
     */
    public float rssiDbm() {
        return info()[RSSI_DBM];
    }

    /**
     * Noise floor.
     *
     * @return dBm, NaN if not told
     */
    public float noiseFloorDbm() {
        return info()[NOISE_FLOOR_DBM];
    }

    /**
     * Gain of the automatic control.
     *
     * @return steps of 1 dB, NaN if not told
     */
    public float agcGainDb() {
        return info()[AGC_GAIN_DB];
    }

    /**
     * Gain after the transform.
     *
     * @return steps of 0.25 dB, NaN if not told
     */
    public float fftGain() {
        return info()[FFT_GAIN];
    }

    /**
     * What the channel is to be multiplied by to undo changes of the receiver's gain.
     *
     * @return above 0; 1 unless known
     */
    public float gainFactor() {
        return info()[GAIN_FACTOR];
    }

    /**
     * Primary channel.
     *
     * @return channel number, NaN if not told
     */
    public float channel() {
        return info()[CHANNEL];
    }

    /**
     * How far the order of the sub-carriers is known.
     *
     * @return 0 unknown, 1 assumed, 2 verified by the null carriers
     */
    public int layoutStatus() {
        return (int) info()[LAYOUT_STATUS];
    }

    /**
     * Number of the node that received the packet.
     *
     * @return 0..255, NaN if not told
     */
    public float nodeId() {
        return info()[NODE_ID];
    }

    private float[] info() {
        return bundle.tensor(INFO).floats();
    }
}
