/**
 * What a device has and allows: {@link io.millrace.api.device.DeviceProfile}.
 */
@NullMarked
package io.millrace.api.device;

import org.jspecify.annotations.NullMarked;
