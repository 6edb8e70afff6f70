resource "netaas_token" "deployer" {
  name       = "deployer"
  role       = "operator"
  project    = "shop"
  expires_at = "2099-01-31T12:00:00Z"
}

output "deployer" {
  value     = netaas_token.deployer.secret
  sensitive = true
}
