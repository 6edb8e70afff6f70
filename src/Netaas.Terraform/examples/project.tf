resource "netaas_project" "shop" {
  name   = "shop"
  quotas = { pods = 500 }
}
