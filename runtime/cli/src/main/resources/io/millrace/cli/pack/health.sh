#!/bin/sh
# Asks the running pipeline how it is; --wait 10s gives it time to start. Exit codes: 0 it runs, 1 it does not.
case $0 in */*) here=${0%/*} ;; *) here=. ;; esac
exec "$here/millrace" health --url http://127.0.0.1:@PORT@ "$@"
