package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What a bad network makes of the first packets of a recording. Each is sent, lost (3 %), sent twice (3 %), cut off
 * in its values or replaced by text (0.5 % each); then everything moves by less than five places. A repeat is so
 * never further than ten places from its original, and the decoder remembers sixteen packets: all are recognised.
 */
final class Disorder {

    private record Placed(double place, byte[] datagram) {}

    private final List<Placed> placed = new ArrayList<>();
    private final Map<String, Long> expectedDrops = new LinkedHashMap<>();
    private final List<Long> expectedMicros = new ArrayList<>();

    Disorder(Packets packets, int count, long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            String row = packets.row(i);
            double fate = random.nextDouble();
            if (fate < 0.005) {
                int values = row.indexOf('[') + 2;
                damage(i, row.substring(0, values + random.nextInt(row.length() - 2 - values)), "truncated", random);
            } else if (fate < 0.01) {
                damage(i, "I (" + i + ") wifi: rubbish", "not-csi", random);
            } else if (fate >= 0.04) {
                place(i, row, random);
                expectedMicros.add(packets.micros(i));
                if (fate < 0.07) {
                    damage(i, row, "duplicate", random);
                }
            }
        }
        placed.sort(Comparator.comparingDouble(Placed::place));
        assertThat(expectedDrops).as("seed=%d", seed).containsOnlyKeys("truncated", "not-csi", "duplicate");
    }

    /** Places something that will be dropped. */
    private void damage(int place, String text, String reason, Random random) {
        place(place, text, random);
        expectedDrops.merge(reason, 1L, Long::sum);
    }

    private void place(int place, String text, Random random) {
        placed.add(new Placed(place + 5 * random.nextDouble(), Packets.bytes(text)));
    }

    List<byte[]> datagrams() {
        return placed.stream().map(Placed::datagram).toList();
    }

    Map<String, Long> expectedDrops() {
        return expectedDrops;
    }

    /** The chip's times of the intact packets, from the first on, µs: strictly rising. */
    List<Long> expectedMicros() {
        return expectedMicros.stream().map(m -> m - expectedMicros.get(0)).toList();
    }
}
