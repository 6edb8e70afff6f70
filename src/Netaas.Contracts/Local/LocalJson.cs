using System.Text.Json;
using System.Text.Json.Serialization;

namespace Netaas.Contracts.Local;

/// <summary>How requests and answers are written: made when the program is built, as a plugin's whole life is a few milliseconds.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LocalRequest))]
[JsonSerializable(typeof(LocalAnswer))]
public sealed partial class LocalJson : JsonSerializerContext;

/// <summary>Where an agent listens.</summary>
public static class LocalSocket
{
    /// <summary>On a machine that is one node.</summary>
    public const string DefaultPath = "/run/netaas/agent.sock";
}
