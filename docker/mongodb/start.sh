#!/bin/bash
# Starts MongoDB as a replica set of one with passwords. The members of a set prove themselves by a key file. A set of one
# has nobody to prove itself to, so each start makes a new key.
set -euo pipefail
umask 077
head -c 512 /dev/urandom | base64 -w0 >/data/configdb/members.key
# The image's entrypoint gives the file to its account, and drops root.
exec docker-entrypoint.sh mongod --replSet rs0 --bind_ip_all --keyFile /data/configdb/members.key
