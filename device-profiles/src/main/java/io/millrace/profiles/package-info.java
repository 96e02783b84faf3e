/**
 * What devices have and allow: {@link io.millrace.profiles.DeviceProfiles} knows the profiles that are shipped, reads
 * those of users, and describes the machine it runs on. The README of this module is the reference of the file format.
 * Everything here is stateless: any thread may call.
 */
@NullMarked
package io.millrace.profiles;

import org.jspecify.annotations.NullMarked;
