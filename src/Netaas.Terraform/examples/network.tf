resource "netaas_network" "blue" {
  name          = "blue"
  pod_cidrs     = ["10.10.0.0/16"]
  service_cidrs = ["10.96.0.0/20"]
  labels        = { team = "shop" }
}

# A change of a network reaches every node; this one is waited for longer than others.
resource "netaas_network" "wide" {
  name      = "wide"
  pod_cidrs = ["10.12.0.0/14"]

  timeouts {
    create = "3m"
    delete = "5m"
  }
}
