/**
 * Arithmetic on camera pictures: what lies between the pixels of a camera and the numbers of a model.
 *
 * <p>{@link io.millrace.kernels.vision.Letterbox} brings a picture to the size a model expects,
 * {@link io.millrace.kernels.vision.BoxSuppression} chooses among the boxes that a model found. One thread at a time.
 */
@NullMarked
package io.millrace.kernels.vision;

import org.jspecify.annotations.NullMarked;
