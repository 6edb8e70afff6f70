# A three-tier application: two web servers behind a published port, two application servers behind a service, a database.
terraform {
  required_providers {
    netaas = {
      source = "netaas.internal/netaas/netaas"
    }
  }
}

resource "netaas_network" "shop" {
  name          = "shop"
  labels        = { app = "shop" }
  pod_cidrs     = ["10.20.0.0/16"]
  service_cidrs = ["10.97.0.0/20"]
}

locals {
  pods = {
    web-1   = { node = "node-1", tier = "web" }
    web-2   = { node = "node-2", tier = "web" }
    logic-1 = { node = "node-2", tier = "logic" }
    logic-2 = { node = "node-3", tier = "logic" }
    db      = { node = "node-3", tier = "data", ports = [{ name = "postgres", port = 5432, protocol = "tcp" }] }
  }
}

resource "netaas_pod" "shop" {
  for_each = local.pods
  name     = each.key
  network  = netaas_network.shop.name
  node     = each.value.node
  labels   = { app = "shop", tier = each.value.tier }
  ports    = try(each.value.ports, [])
}

# Web servers reach the application at one address, whichever pods stand behind it.
resource "netaas_service" "logic" {
  name     = "logic"
  network  = netaas_network.shop.name
  labels   = { app = "shop" }
  selector = { tier = "logic" }
  ports    = [{ port = 80, target_port = 8080 }]
}

resource "netaas_service" "db" {
  name     = "db"
  network  = netaas_network.shop.name
  labels   = { app = "shop" }
  selector = { tier = "data" }
  ports    = [{ port = 5432, target_port_name = "postgres" }]
}

# Published on every node.
resource "netaas_service" "web" {
  name     = "web"
  network  = netaas_network.shop.name
  type     = "nodePort"
  labels   = { app = "shop" }
  selector = { tier = "web" }
  ports    = [{ port = 80, target_port = 8080, node_port = 30080 }]
}
