#!/bin/sh
# FOR TRYING OUT ONLY. Makes everything that an operator makes in production, and keeps it in the volume `bootstrap`. A
# reader of that volume has every key. Both steps run at each `docker compose up`. Each may be interrupted and repeated.
#   try-out.sh prepare     before the servers: passwords, the unseal key, and OpenBao's store
#   try-out.sh configure   beside OpenBao: mounts, Coffer's policy and AppRole, and the variables of the API
set -eu
BOOTSTRAP=/bootstrap
HOME_DIR=/openbao
STORE=$HOME_DIR/file/store
umask 077

random() { head -c "$1" /dev/urandom | od -An -tx1 | tr -d ' \n'; }

# keep FILE OWNER: writes standard input to a file that does not exist yet. A file is there whole or not at all.
keep() {
  if [ -s "$BOOTSTRAP/$1" ]; then return; fi
  cat >"$BOOTSTRAP/$1.new"
  chown "$2" "$BOOTSTRAP/$1.new"
  mv "$BOOTSTRAP/$1.new" "$BOOTSTRAP/$1"
}

login() { bao login -method=userpass -no-store -field=token username=operator password="@$BOOTSTRAP/operator"; }

# Repeats a command until it succeeds, for a minute at most.
in_time() {
  for _ in $(seq 60); do
    if "$@" >/dev/null 2>&1; then return; fi
    sleep 1
  done
  echo "try-out: OpenBao did not answer in a minute: $*" >&2
  return 1
}

prepare() {
  export BAO_ADDR=http://127.0.0.1:8200
  echo 'try-out: this is a convenience for one machine; do not keep real secrets behind it' >&2
  # Older ones keep a key in init, or have the store of OpenBao in its folder itself.
  if [ -e "$BOOTSTRAP/init" ] || { [ -e "$HOME_DIR/file/vault.db" ] && [ ! -e "$STORE/vault.db" ]; }; then
    echo 'try-out: these volumes are from an older Coffer. Remove them and their data: docker compose down --volumes' >&2
    exit 1
  fi
  openbao=$(stat -c %u:%g "$HOME_DIR/file")
  random 24 | keep mongodb-root 0:0
  random 24 | keep mongodb 0:0
  random 24 | keep operator "$openbao"
  head -c 32 /dev/urandom | keep unseal.key "$openbao"
  chmod 711 "$BOOTSTRAP"
  if [ -e "$STORE" ]; then return; fi

  # Raft cannot repeat an initialisation that was interrupted. So the store is made elsewhere, and moved when it is whole.
  rm -rf "$STORE.new"
  mkdir -p "$STORE.new"
  work=$(mktemp -d)
  sed "s|$STORE|$STORE.new|" "$HOME_DIR/try-out.hcl" >"$work/try-out.hcl"
  # Each file takes the place of what stands before it. OpenBao reads a folder in no certain order.
  bao server -config="$HOME_DIR/config/openbao.hcl" -config="$work/try-out.hcl" -config="$HOME_DIR/initialize.hcl" \
    >"$work.log" 2>&1 &
  server=$!
  trap 'kill "$server" 2>/dev/null || true' EXIT
  if ! in_time login || ! in_time grep -q 'server started' "$work.log"; then
    cat "$work.log" >&2
    exit 1
  fi
  kill "$server"
  wait "$server" || true
  chown -R "$openbao" "$STORE.new" "$HOME_DIR/logs"
  mv "$STORE.new" "$STORE"
}

configure() {
  export BAO_ADDR=http://openbao:8200
  in_time login
  BAO_TOKEN=$(login 2>/dev/null)
  export BAO_TOKEN
  bao secrets list | grep -q '^kv/' || bao secrets enable -path=kv kv-v2
  bao secrets list | grep -q '^transit/' || bao secrets enable transit
  bao auth list | grep -q '^approle/' || bao auth enable approle
  bao policy write coffer "$HOME_DIR/coffer-policy.hcl"
  bao write auth/approle/role/coffer token_policies=coffer token_ttl=3600 token_max_ttl=86400 secret_id_num_uses=0
  if [ -s "$BOOTSTRAP/coffer.env" ]; then return; fi
  role_id=$(bao read -field=role_id auth/approle/role/coffer/role-id)
  secret_id=$(bao write -f -field=secret_id auth/approle/role/coffer/secret-id)
  keep coffer.env 1000:1000 <<VARIABLES
MONGODB_URL=mongodb://coffer:$(cat "$BOOTSTRAP/mongodb")@mongodb:27017/?replicaSet=rs0&authSource=admin
VAULT_ROLE_ID=$role_id
VAULT_SECRET_ID=$secret_id
JWT_SECRET=$(random 32)
PEPPER=$(random 32)
VARIABLES
}

case "${1:-}" in
prepare | configure) "$1" ;;
*) echo 'usage: try-out.sh prepare|configure' >&2 && exit 2 ;;
esac
