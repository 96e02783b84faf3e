package io.millrace.transport.serial;

import io.millrace.api.config.Setting;

/**
 * Settings of the {@code serial} source.
 *
 * @param device path or name of the device
 * @param baud symbols per second
 * @param maxRecordBytes longest line, bytes
 */
public record SerialSettings(
        @Setting(help = "Path or name of the device: /dev/ttyUSB0, COM5.")
        String device,

        @Setting(help = "Symbols per second.", orElse = "921600", min = 300, max = 20_000_000)
        int baud,

        @Setting(help = "Longest line; longer ones are dropped and counted.", orElse = "65536", min = 64, max = 1 << 24)
        int maxRecordBytes) {}
