using Netaas.Terraform.Plugin;
using Netaas.Terraform.Schemas;

if (Handshake.Read() is not { } handshake)
{
    await Console.Error.WriteLineAsync("This is a plugin of terraform, which starts it; deploy/terraform.sh installs it.");
    return 1;
}
using var provider = new Provider(ApiDocument.Embedded);
await new PluginServer(handshake, provider.Handlers).RunAsync();
return 0;
