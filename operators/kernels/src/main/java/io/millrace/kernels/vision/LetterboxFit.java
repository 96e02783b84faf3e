package io.millrace.kernels.vision;

import io.millrace.kernels.Require;

/**
 * Where a picture lies within a target of another size, as large as it can be with its proportions, in the middle.
 *
 * @param width columns of the picture within the target
 * @param height rows of the picture within the target
 * @param left columns of border before it; behind it there is the same or one more
 * @param top rows of border above it; below it there is the same or one more
 */
public record LetterboxFit(int width, int height, int left, int top) {

    /**
     * Fits a picture into a target.
     *
     * @param pictureWidth columns of the picture, at least 1
     * @param pictureHeight rows of the picture, at least 1
     * @param targetWidth columns of the target, at least 1
     * @param targetHeight rows of the target, at least 1
     * @return the fit; its sizes are rounded, and at least 1
     * @throws IllegalArgumentException if a size is below 1
     */
    public static LetterboxFit of(int pictureWidth, int pictureHeight, int targetWidth, int targetHeight) {
        Require.inRange("pictureWidth", pictureWidth, 1, Integer.MAX_VALUE);
        Require.inRange("pictureHeight", pictureHeight, 1, Integer.MAX_VALUE);
        Require.inRange("targetWidth", targetWidth, 1, Integer.MAX_VALUE);
        Require.inRange("targetHeight", targetHeight, 1, Integer.MAX_VALUE);
        double factor = Math.min((double) targetWidth / pictureWidth, (double) targetHeight / pictureHeight);
        int width = Math.max(1, (int) Math.round(pictureWidth * factor));
        int height = Math.max(1, (int) Math.round(pictureHeight * factor));
        return new LetterboxFit(width, height, (targetWidth - width) / 2, (targetHeight - height) / 2);
    }
}
