package io.millrace.transport.serial;

import io.millrace.api.config.Setting;

/**
 * Settings of the {@code pipe} source.
 *
 * @param path named pipe or other file that is read as it grows, or {@code -} for standard input
 * @param maxRecordBytes longest line, bytes
 */
public record PipeSettings(
        @Setting(help = "Named pipe, or - for standard input.", orElse = "-")
        String path,

        @Setting(help = "Longest line; longer ones are dropped and counted.", orElse = "65536", min = 64, max = 1 << 24)
        int maxRecordBytes) {}
