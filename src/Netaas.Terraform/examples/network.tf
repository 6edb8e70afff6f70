resource "netaas_network" "blue" {
  name          = "blue"
  pod_cidrs     = ["10.10.0.0/16"]
  service_cidrs = ["10.96.0.0/20"]
  labels        = { team = "shop" }
}
