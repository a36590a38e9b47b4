# FOR TRYING OUT ONLY. OpenBao's first start makes an operator, whose password lies in the volume `bootstrap`. The root
# token is not kept.
initialize "operator" {
  request "policy" {
    operation = "update"
    path      = "sys/policies/acl/operator"
    data = {
      policy = "path \"*\" { capabilities = [\"create\", \"read\", \"update\", \"delete\", \"list\", \"sudo\"] }"
    }
  }
  request "login" {
    operation = "update"
    path      = "sys/auth/userpass"
    data      = { type = "userpass" }
  }
  request "operator" {
    operation = "update"
    path      = "auth/userpass/users/operator"
    data = {
      token_policies = ["operator"]
      password       = { eval_type = "string", eval_source = "file", path = "/bootstrap/operator" }
    }
  }
}
