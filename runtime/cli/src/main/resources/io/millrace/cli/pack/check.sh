#!/bin/sh
# Compares every file of this folder with manifest.sha256. Exit codes: 0 all as packaged, 1 not.
case $0 in */*) exec "${0%/*}/millrace" check "$@" ;; *) exec ./millrace check "$@" ;; esac
