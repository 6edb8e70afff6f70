resource "netaas_service" "web" {
  name     = "web"
  network  = netaas_network.blue.name
  selector = { app = "web" }
  ports    = [{ port = 80, target_port = 8080 }]
}
