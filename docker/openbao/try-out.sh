#!/bin/sh
# FOR TRYING OUT ONLY. Initialises OpenBao, unseals it, and writes Coffer's AppRole and roots of trust to a volume that
# it shares with the API. A reader of that volume has every key. In production this container does not run: an operator
# does these steps and keeps the unseal key apart (docker-compose.production.yml).
set -eu
export BAO_ADDR=http://openbao:8200
HOME_DIR=/bootstrap
umask 077

echo 'try-out: this is a convenience for one machine; do not keep real secrets behind it' >&2

until bao status >/dev/null 2>&1 || [ $? -eq 2 ]; do sleep 1; done   # 2: it answers, and is sealed

if ! [ -s "$HOME_DIR/init" ]; then
  bao operator init -key-shares=1 -key-threshold=1 >"$HOME_DIR/init.new"
  mv "$HOME_DIR/init.new" "$HOME_DIR/init"
fi
bao operator unseal "$(sed -n 's/^Unseal Key 1: //p' "$HOME_DIR/init")" >/dev/null
BAO_TOKEN=$(sed -n 's/^Initial Root Token: //p' "$HOME_DIR/init")
export BAO_TOKEN
until bao token lookup >/dev/null 2>&1; do sleep 1; done             # raft elects itself first

bao secrets list | grep -q '^kv/' || bao secrets enable -path=kv kv-v2 >/dev/null
bao secrets list | grep -q '^transit/' || bao secrets enable transit >/dev/null
bao auth list | grep -q '^approle/' || bao auth enable approle >/dev/null
bao policy write coffer /openbao/coffer-policy.hcl >/dev/null
bao write auth/approle/role/coffer token_policies=coffer token_ttl=3600 token_max_ttl=86400 secret_id_num_uses=0 >/dev/null

if ! [ -s "$HOME_DIR/coffer.env" ]; then
  random() { head -c 32 /dev/urandom | base64 | tr -d '\n'; }
  {
    echo "export VAULT_ROLE_ID=$(bao read -field=role_id auth/approle/role/coffer/role-id)"
    echo "export VAULT_SECRET_ID=$(bao write -f -field=secret_id auth/approle/role/coffer/secret-id)"
    echo "export JWT_SECRET=$(random)"
    echo "export PEPPER=$(random)"
  } >"$HOME_DIR/coffer.env.new"
  chown 1000:1000 "$HOME_DIR/coffer.env.new"                         # the API's account, which is not root
  mv "$HOME_DIR/coffer.env.new" "$HOME_DIR/coffer.env"
fi
chmod 711 "$HOME_DIR"
