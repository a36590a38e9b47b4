# The permissions of Coffer's token in Vault or OpenBao, with VAULT_MASTER_KEY=transit (the default). The token cannot
# delete anything, lists nothing but the names of rings, cannot keep more than one version of a ring, and cannot export the
# master key. A rotation adds versions to the master key and destroys old ones for good.
# The mounts are the values of VAULT_KV_MOUNT and VAULT_TRANSIT_MOUNT; the keys are the values of
# VAULT_TRANSIT_KEY and VAULT_AUDIT_KEY.

# Wrapped key rings. The records' metadata below force every write to be a compare-and-set.
path "kv/data/user_keys/*" {
  capabilities = ["create", "read", "update"]
}
path "kv/data/secret_keys" {
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

# The master key is created once, as a derived key. Encrypt has no "create", because that would create a missing key.
# `required_parameters` would apply to reads too, so there are none: Coffer itself refuses a key that is not derived.
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

# A rotation adds a version (a request without parameters), rewraps the rings inside Transit, excludes the old versions and
# then destroys them. No other setting of the key can be changed, such as deletion_allowed or exportable.
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

# The record that lets one node rotate: for two nodes, Transit would rotate twice. It holds a version number and no key.
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

# The key that signs checkpoints of the audit is created once. It signs inside Transit, and is never exported, configured
# or deleted. A rotation adds a version (a request without parameters).
path "transit/keys/coffer-audit" {
  capabilities = ["create", "read", "update"]
  allowed_parameters = {
    "type" = ["ed25519"]
  }
}
path "transit/sign/coffer-audit" {
  capabilities = ["update"]
  allowed_parameters = {
    "input"       = []
    "key_version" = []
  }
}
path "transit/keys/coffer-audit/rotate" {
  capabilities      = ["update"]
  denied_parameters = { "*" = [] }
}

# The record that lets one node rotate that key. It holds a version number and no key.
path "kv/data/audit_rotation" {
  capabilities = ["create", "read", "update"]
}
path "kv/metadata/audit_rotation" {
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
