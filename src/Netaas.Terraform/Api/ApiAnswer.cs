using System.Net;
using System.Text.Json.Nodes;

namespace Netaas.Terraform.Api;

/// <summary>An answer of the API; the body is null where it had none.</summary>
internal sealed record ApiAnswer(HttpStatusCode Status, JsonNode? Body)
{
    public bool IsSuccess => (int)Status < 300;

    /// <summary>Done, but not on every node yet.</summary>
    public bool IsLagging => Status == HttpStatusCode.Accepted;
}
