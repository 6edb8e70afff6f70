using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Netaas.Core.Json;

namespace Netaas.Agent.Replicas;

/// <summary>A value as one line of a file, behind its checksum.</summary>
internal static class CheckedLine
{
    private const int ChecksumLength = 16;

    public static string Write<T>(T value)
    {
        var json = JsonSerializer.Serialize(value, NetaasJson.Options);
        return $"{Checksum(json)} {json}\n";
    }

    /// <summary>Null for a line that was not written in full, or by a version that had other fields: as good as none.</summary>
    public static T? Read<T>(string line) where T : class
    {
        line = line.TrimEnd('\n');
        if (line.Length <= ChecksumLength + 1 || Checksum(line[(ChecksumLength + 1)..]) != line[..ChecksumLength])
            return null;
        try
        {
            return JsonSerializer.Deserialize<T>(line.AsSpan(ChecksumLength + 1), NetaasJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Checksum(string json) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)).AsSpan(0, ChecksumLength / 2));
}
