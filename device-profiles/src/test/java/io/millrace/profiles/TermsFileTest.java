package io.millrace.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.config.Problem;
import io.millrace.api.config.Problems;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.device.Network;
import io.millrace.api.device.NumericFormat;
import io.millrace.api.device.Overload;
import io.millrace.api.device.Sensor;
import io.millrace.api.device.Terms;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a profile sets for pipelines. */
class TermsFileTest {

    private final Problems problems = new Problems();

    @TempDir
    private Path folder;

    @Test
    void readsFormatsNetworkAndOverload() throws IOException {
        Terms terms = terms(ProfileTexts.TERMS);
        assertThat(messages()).isEmpty();
        assertThat(terms.numericFormats()).containsExactly(NumericFormat.F32, NumericFormat.I8);
        assertThat(terms.network()).isEqualTo(new Network("wifi-5", 100_000_000, 1400));
        assertThat(terms.overload())
                .isEqualTo(new Overload(
                        List.of(Overflow.DROP_OLDEST, Overflow.LATEST), new EdgePolicy(Overflow.DROP_OLDEST, 64)));
    }

    @Test
    void readsASensorOfChannelState() throws IOException {
        Sensor hall = terms(ProfileTexts.TERMS).sensor("hall").orElseThrow();
        assertThat(hall.recordRateHz()).isEqualTo(100);
        assertThat(hall.bytesPerSecond()).isEqualTo(100 * 2 * 64); // the legacy field is off
        assertThat(hall.clockDomain()).isEqualTo("hall-clock");
        assertThat(hall.settings())
                .isEqualTo(Map.of("esp32-csi", Map.of("grid", List.of("ht20"), "block", List.of("auto", "ht-ltf"))));
        assertThat(hall.facts())
                .containsEntry("antenna", "on the board")
                .containsEntry("csi-config.lltf-en", "false")
                .containsEntry("csi-config.channel-filter-en", "true")
                .containsEntry("bytes", "128");
    }

    @Test
    void readsSampledSensorsAndLidars() throws IOException {
        Terms terms = terms(ProfileTexts.TERMS);
        assertThat(terms.sensors()).extracting(Sensor::name).containsExactly("hall", "desk", "roof", "array");
        Sensor desk = terms.sensor("desk").orElseThrow();
        assertThat(desk.recordRateHz()).isZero();
        assertThat(desk.bytesPerSecond()).isEqualTo(16_000 * 2 * 2);
        assertThat(desk.clockDomain()).isEqualTo("desk");
        assertThat(desk.settings().get("pcm-audio"))
                .isEqualTo(Map.of(
                        "sample-rate-hz", List.of("16000"), "channels", List.of("2"), "encoding", List.of("s16le")));
        Sensor roof = terms.sensor("roof").orElseThrow();
        assertThat(roof.bytesPerSecond()).isEqualTo(640 * 12_608);
        assertThat(roof.settings()).isEqualTo(Map.of("ouster-lidar", Map.of("turn-rate-hz", List.of("10"))));
        Sensor array = terms.sensor("array").orElseThrow();
        assertThat(array.clockDomain()).isEqualTo("rig");
        assertThat(array.settings().keySet()).containsExactlyInAnyOrder("pcm-audio", "spike-events");
    }

    @Test
    void aFileAddsSensorsToThoseItExtendsAndReplacesTheRest() throws IOException {
        Files.writeString(folder.resolve("base.yaml"), ProfileTexts.TERMS);
        Terms terms = terms("""
            profile: more
            title: More
            extends: base.yaml
            overload: { allow: [block] }
            sensors:
              desk: { kind: microphones, rate: 48 kHz, channels: 1, encoding: s16le }
              attic: { kind: wifi-csi, node: esp32-c6, rate: 50 Hz }
            sources: { overload: chosen, sensors: counted }
            """);
        assertThat(messages()).isEmpty();
        assertThat(terms.sensors()).extracting(Sensor::name).containsExactly("hall", "desk", "roof", "array", "attic");
        assertThat(terms.sensor("desk").orElseThrow().bytesPerSecond()).isEqualTo(96_000);
        assertThat(terms.overload()).isEqualTo(new Overload(List.of(Overflow.BLOCK), null));
        assertThat(terms.network()).isEqualTo(new Network("wifi-5", 100_000_000, 1400));
    }

    @Test
    void ofANodeWithoutPublishedLayoutsOnlyTheRateIsKnown() throws IOException {
        Sensor sensor = terms(ProfileTexts.terms(
                        "node: esp32-s3, rate: 100 Hz, secondary: none, format: ht, bandwidth: 20 MHz,"
                                + " csi-config: { lltf-en: false }",
                        "node: esp32-c6, rate: 100 Hz"))
                .sensor("hall")
                .orElseThrow();
        assertThat(sensor.bytesPerSecond()).isZero();
        assertThat(sensor.settings()).isEqualTo(Map.of("esp32-csi", Map.of()));
    }

    @Test
    void aWidePacketHasAlsoTheNarrowLegacyField() throws IOException {
        Sensor sensor = terms(ProfileTexts.terms(
                        "secondary: none, format: ht, bandwidth: 20 MHz, csi-config: { lltf-en: false }",
                        "secondary: above, format: ht, bandwidth: 40 MHz, stbc: true"))
                .sensor("hall")
                .orElseThrow();
        assertThat(sensor.settings().get("esp32-csi"))
                .isEqualTo(Map.of(
                        "grid", List.of("ht40", "ht20"), "block", List.of("auto", "lltf", "ht-ltf", "stbc-ht-ltf")));
        assertThat(sensor.bytesPerSecond()).isEqualTo(100 * 612);
    }

    /** The guide's own example: above, HT, 40 MHz, STBC, with the second HT field alone, gives 244 bytes. */
    @Test
    void fewerFieldsGiveFewerBytesAlignedToFour() throws IOException {
        Sensor sensor = terms(ProfileTexts.terms(
                        "secondary: none, format: ht, bandwidth: 20 MHz, csi-config: { lltf-en: false }",
                        "secondary: above, format: ht, bandwidth: 40 MHz, stbc: true, csi-config: { lltf-en: false,"
                                + " htltf-en: false }"))
                .sensor("hall")
                .orElseThrow();
        assertThat(sensor.facts()).containsEntry("bytes", "244");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[f32, i8]|[f32, i4]|4: value not understood: numeric-formats=[f32, i4] (expected words of [f64, f32,"
                        + " f16, bf16, i8])",
                "100 Mbit/s|100 Mbps|5: value not understood: network.rate=100 Mbps (expected a rate such as 100"
                        + " Mbit/s or 1 Gbit/s)",
                "mtu: 1400|mtu: 67|5: value not understood: network.mtu=67 (expected a whole number 68..65535)",
                "link: wifi-5, |``|5: key is missing: key=network.link (expected link)",
                "overflow: drop-oldest|overflow: drop|6: value not understood: overload.overflow=drop (expected one of"
                        + " block, fail, latest, drop-newest, drop-oldest)",
                "`, capacity: 64`|``|6: queue is half described: overload.overflow=drop-oldest, overload.capacity=null"
                        + " (expected both overflow and capacity, or neither)",
                "overflow: drop-oldest|overflow: block|6: overload contradicts itself: overload.overflow=block"
                        + " (expected one of latest, drop-oldest, from overload.allow)",
                "kind: wifi-csi|kind: csi|8: value not understood: sensors.hall.kind=csi (expected one of lidar,"
                        + " wifi-csi, microphones, neural-probe)",
                "node: esp32-s3|node: esp8266|8: no such sensor node: node=esp8266 (expected one of esp32, esp32-c6,"
                        + " esp32-c3, esp32-c5, esp32-s2, esp32-s3)",
                "rate: 100 Hz|rate: 100|8: value not understood: sensors.hall.rate=100 (expected a rate above 0 such"
                        + " as 100 Hz or 16 kHz)",
                "lltf-en|lltf|8: unknown key: key=sensors.hall.csi-config.lltf (expected one of lltf-en, shift,"
                        + " htltf-en, ltf-merge-en, manu-scale, dump-ack-en, stbc-htltf2-en, channel-filter-en)",
                "lltf-en: false|lltf-en: false, htltf-en: false|8: sensor gives nothing: sensor=hall,"
                        + " packets=secondary none, ht 20 MHz, csi-config={lltf-en=false, htltf-en=false,"
                        + " stbc-htltf2-en=true, ltf-merge-en=true, channel-filter-en=true, manu-scale=false, shift=0,"
                        + " dump-ack-en=false} (expected a field of these packets to be switched on)",
                "antenna|antennas|8: unknown key: key=sensors.hall.antennas (expected one of antenna, rate, bandwidth,"
                        + " format, kind, node, secondary, stbc, csi-config, clock-domain)",
                "channels: 2, |``|9: key is missing: key=sensors.desk.channels (expected channels)",
            })
    void saysWhatIsWrong(String written, String instead, String expected) throws IOException {
        assertThat(load(ProfileTexts.terms(written, instead))).isNull();
        assertThat(messages()).containsExactly(folder + "/p.yaml:" + expected);
    }

    @Test
    void saysThatANodeGivesNothingForSuchPackets() throws IOException {
        load(ProfileTexts.terms("bandwidth: 20 MHz", "bandwidth: 40 MHz"));
        assertThat(messages())
                .singleElement()
                .asString()
                .startsWith(folder + "/p.yaml:8: node gives nothing for such packets: sensor=hall, node=esp32-s3,"
                        + " secondary=none, format=ht, bandwidth=40 MHz, stbc=false (expected one of [secondary"
                        + " none, ");
    }

    @Test
    void saysThatASwitchOfAnHeChipIsOff() throws IOException {
        load(ProfileTexts.terms(
                "node: esp32-s3, rate: 100 Hz, secondary: none, format: ht, bandwidth: 20 MHz,"
                        + " csi-config: { lltf-en: false }",
                "node: esp32-c5, rate: 100 Hz, secondary: none, format: he, bandwidth: 20 MHz"));
        assertThat(messages())
                .containsExactly(folder + "/p.yaml:8: sensor is switched off for its packets: sensor=hall, format=he,"
                        + " bandwidth=20 MHz, csi-config.acquire-csi-su=false (expected true)");
    }

    @Test
    void findsAllMistakesInOneGo() throws IOException {
        load(ProfileTexts.TERMS
                .replace("[f32, i8]", "f32")
                .replace("wifi-5", "Wifi")
                .replace("capacity: 64", "capacity: 0")
                .replace("esp32-s3", "esp8266")
                .replace("16 kHz", "fast")
                .replace("packet-bytes: 12608", "packet-bytes: 0"));
        assertThat(problems.sorted()).extracting(p -> p.location().line()).containsExactly(4, 5, 6, 8, 9, 10);
    }

    private Terms terms(String text) throws IOException {
        DeviceProfile profile = load(text);
        assertThat(messages()).isEmpty();
        return profile.terms();
    }

    private DeviceProfile load(String text) throws IOException {
        return DeviceProfiles.load(
                Files.writeString(folder.resolve("p.yaml"), text).toString(), problems);
    }

    private List<String> messages() {
        return problems.sorted().stream().map(Problem::toString).toList();
    }
}
