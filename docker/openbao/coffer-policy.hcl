# All that Coffer's token may do in Vault or OpenBao, with VAULT_MASTER_KEY=transit (the default). It can
# neither delete nor list anything, keep more than one version of a ring, nor export the master key. It can add versions
# to the master key and destroy old ones, for good: that is its rotation.
# The mounts are those of VAULT_KV_MOUNT and VAULT_TRANSIT_MOUNT, the key that of VAULT_TRANSIT_KEY.

# Key rings, wrapped. Writing is bound to compare-and-set by the records' metadata below.
path "kv/data/user_keys/*" {
  capabilities = ["create", "read", "update"]
}
path "kv/data/secret_keys" {
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

# The master key: made once, as a derived key, and used. No "create" on encrypt: it would make a missing key. (Required
# parameters would be asked of reading too; a key that is not derived is refused by Coffer.)
path "transit/keys/coffer-master" {
  capabilities = ["create", "read", "update"]
  allowed_parameters = {
    "type"    = ["aes256-gcm96"]
    "derived" = [true]
  }
}
path "transit/encrypt/coffer-master" {
  capabilities = ["update"]
}
path "transit/decrypt/coffer-master" {
  capabilities = ["update"]
}

# Rotation: a further version (its request has no parameters), wraps moved to it inside of Transit, and the old versions
# first shut out, then destroyed. No other setting of the key can be changed: not deletion_allowed, not exportable.
path "transit/keys/coffer-master/rotate" {
  capabilities      = ["update"]
  denied_parameters = { "*" = [] }
}
path "transit/rewrap/coffer-master" {
  capabilities = ["update"]
}
path "transit/keys/coffer-master/config" {
  capabilities = ["update"]
  allowed_parameters = {
    "min_decryption_version" = []
    "min_encryption_version" = []
  }
}
path "transit/keys/coffer-master/trim" {
  capabilities = ["update"]
  allowed_parameters = {
    "min_available_version" = []
  }
}

# Which node rotates: Transit would do two rotations for two nodes. The record holds a version's number and no key.
path "kv/data/master_rotation" {
  capabilities = ["create", "read", "update"]
}
path "kv/metadata/master_rotation" {
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
