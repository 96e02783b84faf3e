/**
 * Arithmetic on point clouds: what LiDAR sensors send, as points.
 *
 * <p>{@link io.millrace.kernels.pointcloud.OusterSensor} is what the metadata of an Ouster sensor says,
 * {@link io.millrace.kernels.pointcloud.OusterAssembler} puts its packets together to scans, and
 * {@link io.millrace.kernels.pointcloud.OusterProjection} turns a scan into points. One thread at a time.
 */
@NullMarked
package io.millrace.kernels.pointcloud;

import org.jspecify.annotations.NullMarked;
