using System.Security.Cryptography;
using System.Text.Json;
using Netaas.Core.Json;
using Netaas.Core.Naming;

namespace Netaas.Agent.ControlPlane;

/// <summary>Who an agent is: the credential that it made for itself, and the node that it was enrolled as.</summary>
/// <param name="Node">Null until it was enrolled.</param>
internal sealed record Identity(string Credential, NodeId? Node)
{
    private const string FileName = "identity.json";
    private const int CredentialBytes = 32;

    /// <summary>The saved identity, or a new one, saved before anybody hears of it.</summary>
    public static Identity LoadOrCreate(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, FileName);
        if (File.Exists(path) && JsonSerializer.Deserialize<Identity>(File.ReadAllText(path), NetaasJson.Options) is { } saved)
            return saved;
        var made = new Identity(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(CredentialBytes)), null);
        made.Save(folder);
        return made;
    }

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
            JsonSerializer.Serialize(file, this, NetaasJson.Options);
            file.Flush(flushToDisk: true);
        }
        File.Move(path + ".new", path, overwrite: true);
    }

    // The credential is a secret: it must not get into a log by way of a record's text.
    public override string ToString() => $"Identity {Node}";
}
