resource "netaas_port_mapping" "web" {
  name        = "web-http"
  nodes       = ["node-1"]
  host_port   = 8080
  pod         = netaas_pod.web.name
  target_port = 80
}
