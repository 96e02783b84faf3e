#!/bin/sh
# Makes the archive of loaded classes that starts are fast with (class data sharing): a run of five seconds, then a dump.
# For a folder that was packaged on a machine of another kind. Options are those of 'millrace run', e.g. --input FILE.
case $0 in */*) cd "${0%/*}/.." ;; *) cd .. ;; esac || exit 1
MILLRACE_START_ARCHIVE=-XX:DumpLoadedClassList=cache/classes.lst \
  bin/millrace --duration 5s --metrics-port 0 "$@" || exit 1
CLASSPATH=@CLASSPATH@
export CLASSPATH
exec jre/bin/java @FLAGS@ -Xlog:disable -Xlog:all=error:stderr -Xshare:dump \
  -XX:SharedClassListFile=cache/classes.lst -XX:SharedArchiveFile=cache/millrace.jsa
