#!/bin/sh
# Runs the pipeline of this folder with the Java of this folder. Nothing else is needed: no JDK, no PATH.
#
#   bin/millrace [OPTIONS]       runs the pipeline; options are those of 'millrace run': see bin/millrace run --help
#   bin/millrace check           compares every file with manifest.sha256
#   bin/millrace health          asks a running pipeline how it is
#   MILLRACE_JAVA_OPTS           more options for the JVM
set -u
case $0 in */*) cd "${0%/*}/.." ;; *) cd .. ;; esac || exit 1

fail() {
  echo "millrace: $*" >&2
  exit 1
}

[ -f manifest.sha256 ] || fail "not a packaged folder: folder=$PWD, missing=manifest.sha256 (expected a folder made by millrace package)"
while read -r hash file; do
  [ "$hash" = "#" ] || [ -f "$file" ] ||
    fail "file of the package is missing: file=$file (expected every file of manifest.sha256: copy the folder again)"
done <manifest.sha256

# Not -cp: ONNX Runtime reads the command line and fails when it is long.
CLASSPATH=@CLASSPATH@
# One arena of the C library for all threads: less memory, and no thread here allocates often.
MALLOC_ARENA_MAX=1
# ONNX Runtime 1.29 reports its use to its maker over the network unless it is told not to.
ORT_DISABLE_TELEMETRY=1
export CLASSPATH MALLOC_ARENA_MAX ORT_DISABLE_TELEMETRY

case ${1:-} in
  check | health)
    # shellcheck disable=SC2086 # options are separated by blanks
    exec jre/bin/java -Xshare:auto -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx32m io.millrace.cli.PackagedMain "$@" ;;
  run) shift ;;
esac
# Without an archive a start is slower, and a Java 25 that is told of one complains.
archive=@ARCHIVE@
[ -f "${archive#*=}" ] || archive=
# shellcheck disable=SC2086 # options are separated by blanks
exec jre/bin/java @FLAGS@ ${MILLRACE_START_ARCHIVE-$archive} ${MILLRACE_JAVA_OPTS:-} io.millrace.cli.PackagedMain run app@PROFILE@ --quiet --metrics-port @PORT@ "$@"
