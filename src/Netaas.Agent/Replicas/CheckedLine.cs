using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Netaas.Core.Json;

namespace Netaas.Agent.Replicas;

/// <summary>A value as one line of a file, in UTF-8, behind its checksum.</summary>
internal static class CheckedLine
{
    private const int ChecksumLength = 16;
    private const byte LineEnd = (byte)'\n';

    public static byte[] Write<T>(T value)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(value, NetaasJson.Options);
        return [.. Checksum(json), (byte)' ', .. json, LineEnd];
    }

    /// <summary>The values of a file's lines; none where there is no file.</summary>
    /// <returns>Null for a line that was not written in full, or by a version that had other fields: as good as none.</returns>
    public static IEnumerable<T?> ReadAll<T>(string path) where T : class
    {
        if (!File.Exists(path))
            yield break;
        var rest = File.ReadAllBytes(path).AsMemory();
        while (!rest.IsEmpty)
        {
            var length = rest.Span.IndexOf(LineEnd) is var end and >= 0 ? end : rest.Length;
            yield return Read<T>(rest.Span[..length]);
            rest = rest[Math.Min(length + 1, rest.Length)..];
        }
    }

    private static T? Read<T>(ReadOnlySpan<byte> line) where T : class
    {
        if (line.Length <= ChecksumLength + 1 || !line[..ChecksumLength].SequenceEqual(Checksum(line[(ChecksumLength + 1)..])))
            return null;
        try
        {
            return JsonSerializer.Deserialize<T>(line[(ChecksumLength + 1)..], NetaasJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] Checksum(ReadOnlySpan<byte> json) =>
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, ChecksumLength / 2)));
}
