/**
 * Point clouds: decoders of LiDAR sensors and files. A cloud is a tensor with a row for each point; the columns are x, y, z
 * in metres in the sensor's frame, and what else the sensor tells of a point.
 */
@NullMarked
package io.millrace.operators.pointcloud;

import org.jspecify.annotations.NullMarked;
