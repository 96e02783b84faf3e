/** Point clouds: points a second on one core, beside the Point Cloud Library. */
package io.millrace.benchmarks.pointcloud;
