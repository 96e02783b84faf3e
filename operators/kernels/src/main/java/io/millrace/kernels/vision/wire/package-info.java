/**
 * Pictures as cameras, files and networks carry them: JPEG, PNG, frames of YUV4MPEG2, and plain pixels of a known layout, read
 * into rows of red, green, blue or of grey.
 *
 * <p>{@link io.millrace.kernels.vision.wire.PictureReader} reads any of them and says what is wrong with those that it does not.
 * The size of a picture is known, and refused, before memory for its pixels is taken. JPEG is decoded by the JDK's
 * {@code javax.imageio}, which is loaded with the first such picture; nothing else here needs it. One thread at a time.
 */
@NullMarked
package io.millrace.kernels.vision.wire;

import org.jspecify.annotations.NullMarked;
