using System.Text.Json;
using Netaas.Core;
using Netaas.Core.Json;

namespace Netaas.Agent.Docker;

/// <summary>A network of Docker's, and the one of Netaas that it is.</summary>
/// <param name="Id">Docker's.</param>
/// <param name="Project">By name or id.</param>
/// <param name="Network">By name or id.</param>
/// <param name="Cidrs">The ranges by which Docker knows it.</param>
/// <param name="IsInternal">Whether its containers reach nothing else.</param>
internal sealed record DockerNetwork(string Id, string Project, string Network, EquatableList<string> Cidrs, bool IsInternal);

/// <summary>A network of Netaas by name.</summary>
internal readonly record struct NetworkName(string Project, string Network);

/// <summary>
/// Which networks the node's engine has. It tells once, when one is made, and asks again after its restarts; so they are on disk
/// before it has its answer.
/// </summary>
internal sealed class DockerNetworks
{
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly Dictionary<string, NetworkName> _asked = [];
    private Saved _saved;

    public DockerNetworks(string folder)
    {
        _path = Path.Combine(folder, "docker.json");
        _saved = (File.Exists(_path) ? JsonSerializer.Deserialize<Saved>(File.ReadAllText(_path), NetaasJson.Options) : null) ?? new Saved([], []);
    }

    public DockerNetwork? Find(string id) => _saved.Networks.FirstOrDefault(network => network.Id == id);

    /// <summary>Which network a range is of: one that Docker has, or that it was just told the range of.</summary>
    public NetworkName? FindByRange(string cidr)
    {
        lock (_lock)
            return _saved.Networks.FirstOrDefault(network => network.Cidrs.Contains(cidr)) is { } known
                ? new NetworkName(known.Project, known.Network)
                : _asked.TryGetValue(cidr, out var asked) ? asked : null;
    }

    /// <summary>Docker was told that a range is of this network.</summary>
    public void Note(string cidr, NetworkName name)
    {
        lock (_lock)
            _asked[cidr] = name;
    }

    public void Put(DockerNetwork network) => Save(saved => saved with { Networks = [.. saved.Networks.Where(it => it.Id != network.Id), network] });

    public void Remove(string id) => Save(saved => saved with { Networks = [.. saved.Networks.Where(it => it.Id != id)] });

    /// <summary>Docker had it made, so it goes with Docker's.</summary>
    public void NoteMade(NetworkName name) => Save(saved => saved with { Made = [.. saved.Made.Append(name).Distinct()] });

    /// <param name="besides">A network of Docker's that is about to go; null for none.</param>
    /// <returns>Whether Docker had made it, and has no use for it any more.</returns>
    public bool IsLeft(NetworkName name, string? besides = null) =>
        _saved.Made.Contains(name) && !_saved.Networks.Any(it => it.Id != besides && new NetworkName(it.Project, it.Network) == name);

    public void Forget(NetworkName name) => Save(saved => saved with { Made = [.. saved.Made.Where(it => it != name)] });

    private void Save(Func<Saved, Saved> change)
    {
        lock (_lock)
        {
            _saved = change(_saved);
            File.WriteAllText(_path + ".new", JsonSerializer.Serialize(_saved, NetaasJson.Options));
            File.Move(_path + ".new", _path, overwrite: true);
        }
    }

    private sealed record Saved(EquatableList<DockerNetwork> Networks, EquatableList<NetworkName> Made);
}
