using System.Buffers;
using System.Text.Json;

namespace Netaas.Cni;

/// <summary>An error as runtimes read it.</summary>
internal static class ErrorResult
{
    public static byte[] Write(CniException failure)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("cniVersion", failure.Version);
            json.WriteNumber("code", (int)failure.Code);
            json.WriteString("msg", failure.Message);
            if (failure.Details is { } details)
                json.WriteString("details", details);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}

/// <summary>The result of VERSION.</summary>
internal static class VersionResult
{
    public static byte[] Write(string version)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("cniVersion", version);
            json.WriteStartArray("supportedVersions");
            foreach (var supported in SpecVersion.Supported)
                json.WriteStringValue(supported);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
