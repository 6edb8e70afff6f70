using System.Security.Cryptography;
using System.Text.Json;
using Netaas.Core.Naming;

namespace Netaas.Agent.ControlPlane;

/// <summary>Who an agent is: the credential that it made for itself, and the node that it was enrolled as.</summary>
/// <param name="Node">Null until it was enrolled.</param>
internal sealed record Identity(string Credential, NodeId? Node)
{
    private const string FileName = "identity.json";
    private const int CredentialBytes = 32;
    private const string CredentialName = "credential";
    private const string NodeName = "node";

    /// <summary>The saved identity, or a new one, saved before anybody hears of it.</summary>
    public static Identity LoadOrCreate(string folder)
    {
        Directory.CreateDirectory(folder);
        if (Find(folder) is { } saved)
            return saved;
        var made = new Identity(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(CredentialBytes)), null);
        made.Save(folder);
        return made;
    }

    /// <summary>The saved identity; null where there is none.</summary>
    public static Identity? Find(string folder) => Path.Combine(folder, FileName) is var path && File.Exists(path) ? Load(path) : null;

    public void Save(string folder)
    {
        var path = Path.Combine(folder, FileName);
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (var file = new FileStream(path + ".new", options))
        {
            using (var json = new Utf8JsonWriter(file))
            {
                json.WriteStartObject();
                json.WriteString(CredentialName, Credential);
                if (Node is { } node)
                    json.WriteString(NodeName, node.Value);
                json.WriteEndObject();
            }
            file.Flush(flushToDisk: true);
        }
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>By hand: the first thing that an agent does is no time for the serializer to find out about types.</summary>
    private static Identity Load(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        var credential = json.RootElement.GetProperty(CredentialName).GetString() ?? throw new JsonException($"{path} has no credential.");
        var isEnrolled = json.RootElement.TryGetProperty(NodeName, out var node) && node.ValueKind != JsonValueKind.Null;
        return new Identity(credential, isEnrolled ? new NodeId(node.GetGuid()) : null);
    }

    // The credential is a secret: it must not get into a log by way of a record's text.
    public override string ToString() => $"Identity {Node}";
}
