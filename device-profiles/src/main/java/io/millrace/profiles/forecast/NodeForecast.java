package io.millrace.profiles.forecast;

import io.millrace.api.device.Calibration.Spread;

/**
 * What a node will cost.
 *
 * @param node its name
 * @param basis what is known of it
 * @param time time for a frame; {@link Spread#UNKNOWN} if the basis is unknown
 * @param rateHz frames that reach it a second, 0 if that is not known
 * @param load share of one core that it takes; not a number if time or rate are not known
 * @param bytesPerSecond bytes of the frames that reach it, a second
 */
public record NodeForecast(String node, Basis basis, Spread time, double rateHz, double load, double bytesPerSecond) {}
