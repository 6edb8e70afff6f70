using System.Text.Json;
using Netaas.Core.Json;

namespace Netaas.Agent.Peers;

/// <summary>
/// Keeps on disk who has answered and who was dead: an agent that begins anew must neither send anybody to a dead node, nor take
/// one that died meanwhile for one that never answers.
/// </summary>
internal sealed class PeerStore(string folder)
{
    private readonly string _path = Path.Combine(folder, "peers.json");

    /// <summary>Nothing where there is nothing to be read: then it is found out.</summary>
    public IReadOnlyList<KnownPeer> Load()
    {
        try
        {
            return File.Exists(_path) ? JsonSerializer.Deserialize<List<KnownPeer>>(File.ReadAllText(_path), NetaasJson.Options) ?? [] : [];
        }
        catch (Exception damaged) when (damaged is IOException or JsonException)
        {
            // Half of a file that a full disk left: what it said is found out again within seconds.
            return [];
        }
    }

    public void Save(IReadOnlyList<KnownPeer> known)
    {
        File.WriteAllText(_path + ".new", JsonSerializer.Serialize(known, NetaasJson.Options));
        File.Move(_path + ".new", _path, overwrite: true);
    }
}
