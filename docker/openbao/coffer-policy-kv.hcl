# All that Coffer's token may do in Vault or OpenBao, with VAULT_MASTER_KEY=kv: the master key is a record that Coffer
# reads, and it cannot be deleted or listed. It can be overwritten (rotation adds a version to it, and later takes the
# old ones out): keep backups.
# The mount is that of VAULT_KV_MOUNT.

path "kv/data/user_keys/*" {
  capabilities = ["create", "read", "update"]
}
path "kv/data/secret_keys" {
  capabilities = ["create", "read", "update"]
}
path "kv/data/master_key" {
  capabilities = ["create", "read", "update"]
}

# One version a record, or a shredded ring would still be there as the version before its tombstone.
path "kv/metadata/user_keys/*" {
  capabilities        = ["create", "update"]
  required_parameters = ["max_versions", "cas_required"]
  allowed_parameters = {
    "max_versions" = ["1"]
    "cas_required" = [true]
  }
}
path "kv/metadata/secret_keys" {
  capabilities        = ["create", "update"]
  required_parameters = ["max_versions", "cas_required"]
  allowed_parameters = {
    "max_versions" = ["1"]
    "cas_required" = [true]
  }
}
path "kv/metadata/master_key" {
  capabilities        = ["create", "update"]
  required_parameters = ["max_versions", "cas_required"]
  allowed_parameters = {
    "max_versions" = ["1"]
    "cas_required" = [true]
  }
}

# Its own token.
path "auth/token/lookup-self" {
  capabilities = ["read"]
}
path "auth/token/renew-self" {
  capabilities = ["update"]
}
