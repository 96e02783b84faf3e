package io.millrace.operators.pointcloud;

import io.millrace.kernels.pointcloud.OusterProfile;
import io.millrace.kernels.pointcloud.OusterSensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the metadata that an Ouster sensor gives of itself as JSON. Fields are found by name wherever they stand, because
 * firmware before 3.0 keeps them at the top and later firmware in groups.
 */
final class OusterMetadata {

    private static final long MAX_FILE_BYTES = 1 << 20;
    private static final int MAX_NUMBERS = 4096;
    private static final String IMU_PROFILE = "LEGACY";

    private final Map<String, String> words = new HashMap<>();
    private final Map<String, List<Double>> numbers = new HashMap<>();

    private OusterMetadata() {}

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read or does not describe a sensor; the message says what is wrong
     */
    static OusterSensor read(Path file) throws IOException {
        return parse(bytes(file));
    }

    /**
     * Reads what a file says of the inertial unit.
     *
     * @return where it sits in the sensor's frame: 16 numbers, row-major, in mm
     * @throws IOException if it cannot be read or does not describe such a unit; the message says what is wrong
     */
    static double[] readImu(Path file) throws IOException {
        return collected(bytes(file)).imu();
    }

    private static byte[] bytes(Path file) throws IOException {
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw new IOException("file too long: bytes=" + Files.size(file));
        }
        return Files.readAllBytes(file);
    }

    static OusterSensor parse(byte[] json) throws IOException {
        OusterMetadata metadata = collected(json);
        try {
            return metadata.sensor();
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static OusterMetadata collected(byte[] json) throws IOException {
        OusterMetadata metadata = new OusterMetadata();
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
            metadata.collect(parser);
        } catch (JacksonException e) {
            throw new IOException("no JSON: " + e.getOriginalMessage(), e);
        }
        return metadata;
    }

    private void collect(JsonParser parser) throws IOException {
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            String name = parser.currentName();
            if (name == null) {
                continue;
            }
            if (token == JsonToken.VALUE_STRING) {
                words.put(name, parser.getString());
            } else if (token.isNumeric()) {
                List<Double> list = numbers.computeIfAbsent(name, n -> new ArrayList<>());
                list.add(parser.getDoubleValue());
            } else if (token == JsonToken.START_ARRAY) {
                array(name, parser);
            }
        }
    }

    /** The numbers of an array, however nested: newer firmware writes matrices as rows. */
    private void array(String name, JsonParser parser) throws IOException {
        List<Double> list = new ArrayList<>();
        for (int depth = 1; depth > 0; ) {
            JsonToken token = parser.nextToken();
            if (token == null || list.size() > MAX_NUMBERS) {
                throw new IOException("array does not end: key=" + name);
            }
            depth += token == JsonToken.START_ARRAY ? 1 : token == JsonToken.END_ARRAY ? -1 : 0;
            if (token.isNumeric()) {
                list.add(parser.getDoubleValue());
            }
        }
        numbers.put(name, list);
    }

    private OusterSensor sensor() throws IOException {
        String named = words.getOrDefault("udp_profile_lidar", OusterProfile.LEGACY.name());
        OusterProfile profile = OusterProfile.named(named);
        if (profile == null) {
            throw new IOException("packets of a form that is not known: udp_profile_lidar=" + named);
        }
        OusterSensor.Builder builder = new OusterSensor.Builder()
                .format(profile, one("columns_per_frame"), one("columns_per_packet"))
                .beams(
                        many("beam_altitude_angles"),
                        many("beam_azimuth_angles"),
                        whole("pixel_shift_by_row"),
                        many("lidar_origin_to_beam_origin_mm")[0])
                .toSensor(many("lidar_to_sensor_transform"));
        if (numbers.containsKey("column_window")) {
            int[] window = whole("column_window");
            if (window.length != 2) {
                throw new IOException("window has not two ends: column_window=" + numbers.get("column_window"));
            }
            builder.window(window[0], window[1]);
        }
        return builder.build();
    }

    private double[] imu() throws IOException {
        String named = words.getOrDefault("udp_profile_imu", IMU_PROFILE);
        if (!named.equals(IMU_PROFILE)) {
            throw new IOException("packets of a form that is not known: udp_profile_imu=" + named);
        }
        double[] toSensor = many("imu_to_sensor_transform");
        if (toSensor.length != 16) {
            throw new IOException("transform is no 4 x 4 matrix: imu_to_sensor_transform.length=" + toSensor.length);
        }
        return toSensor;
    }

    private int one(String key) throws IOException {
        return whole(key)[0];
    }

    private int[] whole(String key) throws IOException {
        double[] values = many(key);
        int[] result = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = (int) values[i];
        }
        return result;
    }

    private double[] many(String key) throws IOException {
        List<Double> list = numbers.get(key);
        if (list == null || list.isEmpty()) {
            throw new IOException("key is missing: key=" + key);
        }
        return list.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
