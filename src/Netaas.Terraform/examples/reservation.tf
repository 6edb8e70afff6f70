resource "netaas_reservation" "cellar" {
  pool          = netaas_pool.racks.name
  prefix_length = 20
  note          = "for the lab in the cellar"
}
