package io.millrace.profiles;

import java.util.List;

/** Profile files for tests, each in the text of a whole file. */
final class ProfileTexts {

    static final String WHOLE = """
        profile: bench
        title: A bench
        cores: 2
        isa: x86-64-v3
        heap: 512 MiB
        native: 0 KiB
        clock: 1.4 GHz
        memory: 1 GiB
        l1-data: 32 KiB
        l2: 512 KiB
        l3: 2 MiB
        execution-providers: [cuda]
        max-latency: 20ms
        sources: { cores: counted, isa: read, heap: chosen, native: chosen, clock: read, memory: read, l1-data: read, l2: read, l3: read, execution-providers: read, max-latency: chosen }
        """;

    /** What a device sets for pipelines, to be added to a whole file that extends another. */
    static final String TERMS = """
        profile: hub
        title: A hub
        extends: raspberry-pi-4
        numeric-formats: [f32, i8]
        network: { link: wifi-5, rate: 100 Mbit/s, mtu: 1400 }
        overload: { allow: [drop-oldest, latest], overflow: drop-oldest, capacity: 64 }
        sensors:
          hall: { kind: wifi-csi, node: esp32-s3, rate: 100 Hz, secondary: none, format: ht, bandwidth: 20 MHz, csi-config: { lltf-en: false }, antenna: on the board, clock-domain: hall-clock }
          desk: { kind: microphones, model: two MEMS 60 mm apart, rate: 16 kHz, channels: 2, encoding: s16le }
          roof: { kind: lidar, model: os-1-64, rate: 10 Hz, packet-rate: 640 Hz, packet-bytes: 12608 }
          array: { kind: neural-probe, rate: 30 kHz, channels: 96, encoding: s16le, clock-domain: rig }
        sources: { numeric-formats: chosen, network: read, overload: chosen, sensors: counted }
        """;

    /** A device that was calibrated. */
    static final String CALIBRATED = """
        profile: mine
        title: Mine
        extends: raspberry-pi-4
        calibration:
          arithmetic: [{ kernel: dense, width: 256, gflops: 37 }]
          bandwidth: [{ level: l2, gbytes-per-second: 90.5 }]
          hop: { p50: 5us, p99: 75us }
          latency:
            - { operator: hampel, kernel: java, pace: paced, in: "f32[1]", settings: "", macs: 7, bytes: 9, p50: 1us, p99: 2us }
        sources: { calibration: measured }
        """;

    private ProfileTexts() {}

    static String calibrated(String written, String instead) {
        return CALIBRATED.replace(written, instead);
    }

    /** The terms with another text in place of one. */
    static String terms(String written, String instead) {
        if (!TERMS.contains(written)) {
            throw new IllegalArgumentException("not in the terms: written=" + written + " (expected a part of them)");
        }
        return TERMS.replace(written, instead);
    }

    static String without(String key) {
        return WHOLE.replaceAll("(?m)^" + key + ":.*\n", "");
    }

    static String with(String key, String value) {
        return WHOLE.replaceAll("(?m)^" + key + ":.*$", key + ": " + value);
    }

    static String withoutSource(String key) {
        return WHOLE.replaceAll("(, )?(?<=[ {])" + key + ": [a-z]+(?=[, ])", "").replace("{,", "{");
    }

    /** Files that the schema and the loader must both refuse. */
    static List<String> wrong() {
        return List.of(
                without("profile"),
                without("title"),
                without("cores"),
                without("isa"),
                without("heap"),
                without("native"),
                without("sources"),
                with("profile", "Bench"),
                with("profile", "this-machine"),
                with("title", "\"\""),
                with("cores", "0"),
                with("cores", "1025"),
                with("cores", "-1"),
                with("cores", "1.5"),
                with("cores", "many"),
                with("cores", "[1]"),
                with("isa", "x86_64"),
                with("heap", "512"),
                with("heap", "512 MB"),
                with("heap", "0 MiB"),
                with("heap", "1.5 GiB"),
                with("heap", "1234567890 KiB"),
                with("native", "-1 KiB"),
                with("clock", "1400"),
                with("clock", "0 GHz"),
                with("clock", "1.4GB"),
                with("memory", "0 GiB"),
                with("l1-data", "32 KB"),
                with("l2", "big"),
                with("l3", "0 KiB"),
                without("l3"),
                withoutSource("l2"),
                with("execution-providers", "cpu"),
                with("execution-providers", "[cpu, cpu]"),
                with("execution-providers", "[CPU]"),
                with("execution-providers", "[{ a: b }]"),
                with("max-latency", "20"),
                with("max-latency", "soon"),
                with("max-latency", "-1ms"),
                calibrated("{ p50: 5us, p99: 75us }", "5us"),
                calibrated("{ p50: 5us, p99: 75us }", "{ p50: 5us }"),
                calibrated("p50: 5us", "p50: 5"),
                calibrated("hop:", "jump:"),
                calibrated("width: 256", "width: 0"),
                calibrated("kernel: dense", "kernel: sparse"),
                calibrated("[{ kernel: dense, width: 256, gflops: 37 }]", "fast"),
                calibrated("level: l2", "level: l4"),
                calibrated("90.5", "0"),
                calibrated("pace: paced, ", ""),
                calibrated("macs: 7", "macs: -7"),
                calibrated("sources: { calibration: measured }", "sources: {}"),
                with("sources", "unmeasured"),
                with("sources", "{ cores: a }"),
                WHOLE + "extends: [raspberry-pi-4]\n",
                WHOLE + "colour: red\n",
                WHOLE.replace("{ cores", "{ colour: red, cores"),
                WHOLE.replace("counted", "\"\""),
                WHOLE.replace("counted", "[counted]"),
                terms("[f32, i8]", "f32"),
                terms("[f32, i8]", "[f32, i4]"),
                terms("[f32, i8]", "[f32, f32]"),
                terms("wifi-5", "Wifi"),
                terms("100 Mbit/s", "100 Mbps"),
                terms("mtu: 1400", "mtu: 67"),
                terms(", mtu: 1400", ""),
                terms("{ link: wifi-5, rate: 100 Mbit/s, mtu: 1400 }", "wifi"),
                terms("mtu: 1400", "mtu: 1400, duplex: full"),
                terms("[drop-oldest, latest]", "[drop]"),
                terms("overflow: drop-oldest", "overflow: drop"),
                terms(", capacity: 64", ""),
                terms("capacity: 64", "capacity: 0"),
                terms("overflow: drop-oldest, ", ""),
                terms("{ allow: [drop-oldest, latest], overflow: drop-oldest, capacity: 64 }", "block"),
                terms("hall:", "Hall:"),
                terms("kind: wifi-csi", "kind: radar"),
                terms("kind: wifi-csi, ", ""),
                terms("node: esp32-s3", "node: esp8266"),
                terms("node: esp32-s3, ", ""),
                terms("rate: 100 Hz", "rate: 100"),
                terms("rate: 100 Hz", "rate: 0 Hz"),
                terms(", rate: 100 Hz", ""),
                terms("secondary: none, ", ""),
                terms("format: ht", "format: 11n"),
                terms("bandwidth: 20 MHz", "bandwidth: 80 MHz"),
                terms("lltf-en: false", "lltf-en: perhaps"),
                terms("clock-domain: hall-clock", "clock-domain: 7"),
                terms("antenna: on the board", "antennas: 2"),
                terms("channels: 2", "channels: 0"),
                terms("channels: 2, ", ""),
                terms("encoding: s16le }", "encoding: mp3 }"),
                terms("packet-rate: 640 Hz, ", ""),
                terms("packet-bytes: 12608", "packet-bytes: 70000"),
                terms("packet-bytes: 12608", "packet-bytes: 12608, channels: 64"),
                terms("sensors: counted", "cores: counted"));
    }

    /** Files that the schema and the loader must both accept. */
    static List<String> right() {
        return List.of(
                WHOLE,
                with("heap", "1KiB"),
                with("cores", "1024"),
                with("clock", "600MHz"),
                without("l3").replace("l3: read", "l3: unmeasured"),
                without("l3").replace("l3: read, ", ""),
                with("max-latency", "1.5 s"),
                CALIBRATED,
                calibrated("hop: {", "call: {"),
                with("execution-providers", "[]"),
                TERMS,
                terms(", overflow: drop-oldest, capacity: 64", ""),
                terms("allow: [drop-oldest, latest], ", ""),
                terms("node: esp32-s3", "node: esp32"),
                terms("16 kHz", "44.1 kHz"),
                terms("format: ht", "format: ht, stbc: true"),
                terms(", secondary: none, format: ht, bandwidth: 20 MHz", ""),
                "profile: a\ntitle: b\nextends: raspberry-pi-4\n",
                "profile: a\ntitle: b\nextends: this-machine\ncores: 1\nsources: { cores: unmeasured }\n");
    }
}
