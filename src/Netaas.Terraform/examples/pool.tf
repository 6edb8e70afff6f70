resource "netaas_pool" "racks" {
  name                  = "racks"
  purpose               = "pods"
  cidr                  = "172.20.0.0/14"
  default_prefix_length = 20
}
