#!/usr/bin/env bash
# Copies data and keys into two folders, while Coffer is stopped: it is off for as long as the copies take. The running
# server locks the keyring, so that no other program can copy it. The data come first: keys that are newer than the data
# open all of it.
#
# DATA_DIR, KEYRING_DIR: what is copied. BACKUP_OF_DATA, BACKUP_OF_KEYS: where to; keep the two on different disks, and
# let different people read them. BACKUP_DAYS: older backups are removed.
set -euo pipefail
umask 077
unit=${COFFER_UNIT:-coffer.service}
days=${BACKUP_DAYS:-30}
now=$(date -u +%Y-%m-%dT%H%M%SZ)
data=$BACKUP_OF_DATA/data-$now.tar
keys=$BACKUP_OF_KEYS/keyring-$now.tar

# One backup at a time, so that what has no whole name is of one that was killed, or of a machine that lost its power.
# Two that share any of these folders would stop and start one Coffer under each other, or remove each other's copies.
locked=()
lock() {
  local fd folder
  for folder in "${locked[@]}"; do [[ $2 -ef $folder ]] && return; done
  exec {fd}<"$2"
  flock --nonblock "$fd" || { echo "another backup $1 $2 is running" >&2; exit 1; }
  locked+=("$2")
}
lock to "$BACKUP_OF_DATA"
lock to "$BACKUP_OF_KEYS"
# One that is not there fails when it is copied.
if [[ -d $KEYRING_DIR ]]; then lock of "$KEYRING_DIR"; fi
rm -f "$BACKUP_OF_DATA"/data-*.part "$BACKUP_OF_KEYS"/keyring-*.part

# A Coffer that somebody has stopped stays stopped. One that waits for its next start after a crash does not count as
# stopped. One that is ending may be either: what comes next tells.
state() { systemctl is-active "$unit" || true; }
now_is=$(state)
while [ "$now_is" = deactivating ]; do
  sleep 1
  now_is=$(state)
done
again() { :; }
case $now_is in
  active | activating | reloading | refreshing) again() { systemctl start "$unit"; } ;;
esac
clean() { rm -f "$data.part" "$keys.part" "$data.gz.part" "$keys.gz.part"; }
trap 'again; clean' EXIT
systemctl stop "$unit"
tar -cf "$data.part" -C "$DATA_DIR" .
tar -cf "$keys.part" -C "$KEYRING_DIR" .
trap clean EXIT
again

for archive in "$data" "$keys"; do
  gzip -c "$archive.part" >"$archive.gz.part"
  gzip -t "$archive.gz.part"
  sync "$archive.gz.part"
done
# No archive of the data has its name before that of its keys has.
mv "$keys.gz.part" "$keys.gz"
mv "$data.gz.part" "$data.gz"
find "$BACKUP_OF_DATA" -name 'data-*.tar.gz' -mtime "+$days" -delete
find "$BACKUP_OF_KEYS" -name 'keyring-*.tar.gz' -mtime "+$days" -delete
