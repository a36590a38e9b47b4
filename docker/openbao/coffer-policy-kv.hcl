# The permissions of Coffer's token in Vault or OpenBao, with VAULT_MASTER_KEY=kv. The master key is a record that Coffer
# reads. Coffer cannot delete it, but can overwrite it: a rotation adds a version and later removes old ones. Keep
# backups.
# The mount is the value of VAULT_KV_MOUNT.

# Wrapped key rings: those of accounts, and `audit`, whose key signs checkpoints of the audit.
path "kv/data/user_keys/*" {
  capabilities = ["create", "read", "update"]
}
path "kv/data/secret_keys" {
  capabilities = ["create", "read", "update"]
}
path "kv/data/master_key" {
  capabilities = ["create", "read", "update"]
}

# Each record keeps one version. Otherwise a shredded ring would remain as the version before its tombstone.
path "kv/metadata/user_keys/*" {
  capabilities        = ["create", "update"]
  required_parameters = ["max_versions", "cas_required"]
  allowed_parameters = {
    "max_versions" = ["1"]
    "cas_required" = [true]
  }
}
# The names of the records, which hold ids of accounts and no key: before a version of the master key is destroyed, every
# ring is asked whether it needs that version.
path "kv/metadata/user_keys/" {
  capabilities = ["list"]
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

# The id of the store that the keyring belongs to: a start with another store, or with an empty one, is refused.
path "kv/data/keyring_binding" {
  capabilities = ["create", "read", "update"]
}
path "kv/metadata/keyring_binding" {
  capabilities        = ["create", "update"]
  required_parameters = ["max_versions", "cas_required"]
  allowed_parameters = {
    "max_versions" = ["1"]
    "cas_required" = [true]
  }
}

# The signing head: what the audit may have signed. It is changed by compare-and-set before each signature, and holds no
# private key.
path "kv/data/audit_head" {
  capabilities = ["create", "read", "update"]
}
path "kv/metadata/audit_head" {
  capabilities        = ["create", "update"]
  required_parameters = ["max_versions", "cas_required"]
  allowed_parameters = {
    "max_versions" = ["1"]
    "cas_required" = [true]
  }
}

# Coffer's own token.
path "auth/token/lookup-self" {
  capabilities = ["read"]
}
path "auth/token/renew-self" {
  capabilities = ["update"]
}
