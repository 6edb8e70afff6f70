using System.Text.Json;
using System.Text.Json.Serialization;

namespace Netaas.Contracts.Local;

/// <summary>How an agent reads requests and writes answers. The CNI plugin does without, as its whole life is a few milliseconds.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(LocalRequest))]
[JsonSerializable(typeof(LocalAnswer))]
public sealed partial class LocalJson : JsonSerializerContext;
