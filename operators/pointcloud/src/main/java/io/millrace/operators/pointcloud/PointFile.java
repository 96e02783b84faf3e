package io.millrace.operators.pointcloud;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Decoder;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Gauge;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Processor;
import io.millrace.api.operator.RecordTimer;
import io.millrace.kernels.pointcloud.PcdFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes point clouds that come as whole files: PCD 0.7 (ascii, binary, binary_compressed), or KITTI's {@code .bin}, which is
 * x, y, z, reflectance as float32 for each point and nothing else.
 *
 * <p><b>Input</b> raw records: one file each. <b>Output</b> f32 [point, field=4]: x, y, z in m, intensity. <b>Time</b> that of
 * the record. <b>State and cost</b> none; linear in the file. <b>Drops</b> files that are damaged or of another kind
 * ({@code no-cloud}). Bytes behind the last point are tolerated and in the gauge {@code trailing-bytes}, points without a
 * position in {@code invalid-points}.
 */
public final class PointFile implements Decoder<PointFile.Config> {

    static final DropReason NO_CLOUD = new DropReason("no-cloud");

    private static final byte[] PCD_COMMENT = {'#', ' ', '.', 'P', 'C', 'D'};
    private static final byte[] PCD_VERSION = {'V', 'E', 'R', 'S', 'I', 'O', 'N'};

    /** Makes the operator; the service loader does. */
    public PointFile() {}

    /** Kind of the files. */
    public enum Form {
        /** Told by the first bytes. */
        AUTO,
        /** PCD. */
        PCD,
        /** KITTI. */
        KITTI
    }

    /**
     * Settings.
     *
     * @param form kind of the files
     */
    public record Config(
            @Setting(help = "kind of the files; auto: told by the first bytes", orElse = "auto")
            Form form) {}

    @Override
    public String name() {
        return "point-file";
    }

    @Override
    public String summary() {
        return "decodes point clouds from PCD and KITTI files";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        double rateHz = inputs.single().tensor(ElementType.U8).rank(1).spec().rateHz();
        return Contract.of(Cloud.spec(PcdFile.FIELDS).withRateHz(rateHz)).withDrops(NO_CLOUD);
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new Reading(settings.form());
    }

    @Override
    public RecordTimer timer(Config settings) {
        return RecordTimer.NONE;
    }

    /** Reads one file after the other. */
    private static final class Reading implements Processor {

        private final Form form;
        private final Gauge trailing = Gauge.of("trailing-bytes", "Bytes behind the last point of the last file.");
        private final Gauge invalid = Gauge.of("invalid-points", "Points of the last file without a position.");

        Reading(Form form) {
            this.form = form;
        }

        @Override
        public List<Gauge> gauges() {
            return List.of(trailing, invalid);
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            byte[] file = frame.tensor().asBytes();
            float @Nullable [] points = isPcd(file) ? pcd(file) : kitti(file);
            if (points == null) {
                out.drop(NO_CLOUD);
            } else {
                out.emit(frame.withPayload(Cloud.of(points, PcdFile.FIELDS)));
            }
        }

        private boolean isPcd(byte[] file) {
            return form == Form.AUTO
                    ? startsWith(file, PCD_COMMENT) || startsWith(file, PCD_VERSION)
                    : form == Form.PCD;
        }

        private float @Nullable [] pcd(byte[] file) {
            PcdFile read = PcdFile.read(file);
            if (read == null) {
                return null;
            }
            trailing.set(read.trailingBytes());
            invalid.set(read.invalid());
            return read.points();
        }

        private float @Nullable [] kitti(byte[] file) {
            if (file.length % (Float.BYTES * PcdFile.FIELDS) != 0) {
                return null;
            }
            float[] points = new float[file.length / Float.BYTES];
            ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(points);
            trailing.set(0);
            invalid.set(0);
            return points;
        }

        private static boolean startsWith(byte[] file, byte[] start) {
            return file.length >= start.length && Arrays.equals(file, 0, start.length, start, 0, start.length);
        }
    }
}
