# A published service in a fleet with two subnets: direct routes inside a subnet, VXLAN between them.
# In the lab: deploy/up.sh --nodes 4 --subnets 2 --let-through 10.60.0.0/16
terraform {
  required_providers {
    netaas = {
      source = "netaas.internal/netaas/netaas"
    }
  }
}

resource "netaas_network" "site" {
  name          = "site"
  pod_cidrs     = ["10.60.0.0/16"]
  service_cidrs = ["10.98.0.0/20"]
  encapsulation = "crossSubnet"
}

resource "netaas_pod" "site" {
  count   = 2
  name    = "site-${count.index + 1}"
  network = netaas_network.site.name
  node    = "node-${count.index + 1}"
  labels  = { app = "site" }
}

# At port 30090 of every node, in both subnets.
resource "netaas_service" "site" {
  name     = "site"
  network  = netaas_network.site.name
  type     = "nodePort"
  selector = { app = "site" }
  ports    = [{ port = 80, target_port = 8080, node_port = 30090 }]
}
