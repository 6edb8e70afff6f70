# Two projects kept apart: neither sees the other's resources, and no packet goes from one's network to the other's.
terraform {
  required_providers {
    netaas = {
      source = "netaas.internal/netaas/netaas"
    }
  }
}

locals {
  cidrs = { team-a = "10.41.0.0/16", team-b = "10.42.0.0/16" }
  pods = merge([for team in keys(local.cidrs) : {
    "${team}/app"    = { team = team, name = "app", node = "node-1" }
    "${team}/worker" = { team = team, name = "worker", node = "node-2" }
  }]...)
}

resource "netaas_project" "team" {
  for_each = local.cidrs
  name     = each.key
  quotas   = { pods = 20, networks = 2 }
}

resource "netaas_network" "main" {
  for_each  = local.cidrs
  project   = netaas_project.team[each.key].name
  name      = "main"
  pod_cidrs = [each.value]
}

resource "netaas_pod" "all" {
  for_each = local.pods
  project  = each.value.team
  name     = each.value.name
  network  = netaas_network.main[each.value.team].name
  node     = each.value.node
}
