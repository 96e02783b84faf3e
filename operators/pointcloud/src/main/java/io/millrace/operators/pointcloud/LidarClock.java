package io.millrace.operators.pointcloud;

/** The clock that frames of a LiDAR carry the time of. */
public enum LidarClock {
    /** The sensor's, from the arrival of its first turn or packet on: intervals are the sensor's, drift included. */
    SENSOR,
    /** The host's: the sensor's clock is followed by a fit, so that frames can be joined with those of other sensors. */
    HOST
}
