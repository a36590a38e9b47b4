#!/bin/sh
# Runs a command as a container of the image would: in the folder ROOT as root file system, read-only but for /data, as the
# account USER. Needs root and a mount namespace of its own: unshare --mount sh enter.sh ROOT USER FOLDER COMMAND...
set -eu
PATH=$PATH:/usr/sbin:/sbin
root=$1 user=$2 folder=$3
shift 3
mount --bind "$root" "$root"
for system in usr lib lib64 bin etc dev proc; do
  if [ -e "/$system" ]; then
    mkdir -p "$root/$system"
    mount --rbind "/$system" "$root/$system"
  fi
done
mount --bind "$root/data" "$root/data"
mount -o remount,bind,ro "$root"
# shellcheck disable=SC2016 # The inner shell expands them.
exec chroot --userspec="$user" "$root" /bin/sh -c 'cd "$1" && shift && exec "$@"' sh "$folder" "$@"
