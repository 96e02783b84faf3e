package io.millrace.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.config.ConfigException;
import io.millrace.api.frame.ElementType;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import org.junit.jupiter.api.Test;

class TcpSettingsTest {

    @Test
    void refusesSettingsThatContradictEachOther() {
        assertRefused("addresses do not fit: connect=null, listen=null (expected just one of the two)");
        assertRefused(
                "addresses do not fit: connect=a:1, listen=b:2 (expected just one of the two)",
                "connect",
                "a:1",
                "listen",
                "b:2");
        assertRefused("times do not fit: idle-timeout=PT0S", "listen", "a:1", "idle-timeout", "0s");
    }

    @Test
    void tellsWhatItDelivers() {
        TcpSource tcp = new TcpSource();

        assertThat(tcp.delivers(Bind.settings(TcpSettings.class, "listen", "a:1")))
                .isEqualTo(StreamSpec.records());
        assertThat(tcp.delivers(
                        Bind.settings(TcpSettings.class, "listen", "a:1", "framing", "frames", "element", "f32")))
                .isEqualTo(StreamSpec.tensor(ElementType.F32, Axis.dynamic("byte")));
    }

    @Test
    void eventsNeedTheRangeOfTheirAddresses() {
        assertThat(new TcpSource()
                        .delivers(Bind.settings(
                                TcpSettings.class,
                                "listen",
                                "a:1",
                                "framing",
                                "frames",
                                "payload",
                                "events",
                                "axes",
                                "[y=8, x=9]")))
                .isEqualTo(StreamSpec.events(Axis.of("y", 8), Axis.of("x", 9)));
        assertRefused(
                "addresses have no known range: payload=events, axes=[byte=?]", "listen", "a:1", "payload", "events");
    }

    private static void assertRefused(String text, String... settings) {
        assertThatThrownBy(() -> Bind.settings(TcpSettings.class, settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(text);
    }
}
