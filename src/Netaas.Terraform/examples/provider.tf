terraform {
  required_providers {
    netaas = {
      source = "netaas.internal/netaas/netaas"
    }
  }
}

# With NETAAS_URL and NETAAS_TOKEN in the environment it needs nothing here.
provider "netaas" {
  url          = "http://127.0.0.1:8080"
  wait_timeout = "2m"
}
