using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Netaas.Core.Json;

namespace Netaas.Agent.Replicas;

/// <summary>Makes a value of a line's JSON.</summary>
internal delegate T? ParseLine<T>(ReadOnlySpan<byte> json) where T : class;

/// <summary>A value as one line of a file, in UTF-8, behind its checksum.</summary>
internal static class CheckedLine
{
    private const int ChecksumLength = 16;
    private const byte LineEnd = (byte)'\n';

    public static byte[] Of(ReadOnlySpan<byte> json) => [.. Checksum(json), (byte)' ', .. json, LineEnd];

    public static byte[] Write<T>(T value) => Of(JsonSerializer.SerializeToUtf8Bytes(value, NetaasJson.Options));

    /// <summary>The values of a file's lines; none where there is no file.</summary>
    /// <returns>Null for a line that was not written in full, or by a version that had other fields: as good as none.</returns>
    public static IEnumerable<T?> ReadAll<T>(string path) where T : class => ReadAll(path, Parse<T>);

    /// <inheritdoc cref="ReadAll{T}(string)"/>
    /// <param name="parse">Throws, as a <see cref="ValueReader"/> does, for what is no such value.</param>
    public static IEnumerable<T?> ReadAll<T>(string path, ParseLine<T> parse) where T : class
    {
        if (!File.Exists(path))
            yield break;
        var rest = File.ReadAllBytes(path).AsMemory();
        while (!rest.IsEmpty)
        {
            var length = rest.Span.IndexOf(LineEnd) is var end and >= 0 ? end : rest.Length;
            yield return Read(rest.Span[..length], parse);
            rest = rest[Math.Min(length + 1, rest.Length)..];
        }
    }

    private static T? Read<T>(ReadOnlySpan<byte> line, ParseLine<T> parse) where T : class
    {
        if (line.Length <= ChecksumLength + 1 || !line[..ChecksumLength].SequenceEqual(Checksum(line[(ChecksumLength + 1)..])))
            return null;
        try
        {
            return parse(line[(ChecksumLength + 1)..]);
        }
        catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException or OverflowException)
        {
            // Another value stands in the place of one.
            return null;
        }
    }

    private static T? Parse<T>(ReadOnlySpan<byte> json) where T : class => JsonSerializer.Deserialize<T>(json, NetaasJson.Options);

    private static byte[] Checksum(ReadOnlySpan<byte> json) =>
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, ChecksumLength / 2)));
}
