#!/bin/sh
# Makes the ahead-of-time cache that starts are fast with: a run of five seconds that writes it as it ends.
# For a folder that was packaged on a machine of another kind. Options are those of 'millrace run', e.g. --input FILE.
case $0 in */*) cd "${0%/*}/.." ;; *) cd .. ;; esac || exit 1
MILLRACE_START_ARCHIVE=-XX:AOTCacheOutput=cache/millrace.aot exec bin/millrace --duration 5s --metrics-port 0 "$@"
