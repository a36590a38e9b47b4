# FOR TRYING OUT ONLY. OpenBao unseals itself by a key that lies beside it, so that it comes back after a restart of the
# machine. `try-out.sh` starts it once with this file and `initialize.hcl`. In production: openbao.hcl.
ui            = false
disable_mlock = true
api_addr      = "http://openbao:8200"
cluster_addr  = "http://openbao:8201"

storage "raft" {
  path    = "/openbao/file/store"
  node_id = "one"
}

seal "static" {
  current_key_id = "try-out"
  current_key    = "file:///bootstrap/unseal.key"
}

listener "tcp" {
  address     = "0.0.0.0:8200"
  tls_disable = true
}

audit "file" "file" {
  options {
    file_path = "/openbao/logs/audit.log"
  }
}
