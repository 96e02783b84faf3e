/**
 * Arithmetic on camera pictures: what lies between the pixels of a camera and the numbers of a model.
 *
 * <p>{@link io.millrace.kernels.vision.MotionGate} tells whether a model need look at all, {@link
 * io.millrace.kernels.vision.Letterbox} brings a picture to the size it expects, {@link io.millrace.kernels.vision.GridBoxes}
 * reads the boxes of one kind of detector, {@link io.millrace.kernels.vision.BoxSuppression} chooses among boxes. One thread at a
 * time.
 */
@NullMarked
package io.millrace.kernels.vision;

import org.jspecify.annotations.NullMarked;
