/**
 * The MCAP container, version 0 of the specification: {@link io.millrace.protocol.mcap.McapWriter} and {@link
 * io.millrace.protocol.mcap.McapReader}. Chunks are written uncompressed with their checksums; compressed ones of other
 * writers are refused by name.
 */
@NullMarked
package io.millrace.protocol.mcap;

import org.jspecify.annotations.NullMarked;
