/**
 * What a device has and allows: {@link io.millrace.api.device.DeviceProfile}, and the {@link
 * io.millrace.api.device.Terms} it sets for pipelines.
 */
@NullMarked
package io.millrace.api.device;

import org.jspecify.annotations.NullMarked;
