resource "netaas_pod" "web" {
  name    = "web"
  network = netaas_network.blue.name
  node    = "node-1"
  labels  = { app = "web" }
  ports   = [{ name = "http", port = 80, protocol = "tcp" }]
}
