# FOR TRYING OUT ONLY, read after openbao.hcl: this storage takes the place of that one. OpenBao unseals itself by a key that lies
# beside it, so that it comes back after a restart of the machine. `try-out.sh` starts it once with `initialize.hcl` too.
storage "raft" {
  path    = "/openbao/file/store"
  node_id = "one"
}

seal "static" {
  current_key_id = "try-out"
  current_key    = "file:///bootstrap/unseal.key"
}
