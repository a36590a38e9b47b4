# One OpenBao node on raft storage. TLS ends at your proxy or here: see docs/guides/production.md.
ui            = false
disable_mlock = true
api_addr      = "http://openbao:8200"
cluster_addr  = "http://openbao:8201"

storage "raft" {
  path    = "/openbao/file"
  node_id = "one"
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
