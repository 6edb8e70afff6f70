using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Netaas.Netlink;

namespace Netaas.Agent.Names;

/// <summary>
/// Keeps a node's named at what names come to: whole where networks come and go, and where it is unknown what it has; by single
/// records otherwise. One caller at a time.
/// </summary>
internal sealed class NameServer
{
    /// <summary>Below what Debian's AppArmor profile of named lets it write to; the agent's own folder is closed to it.</summary>
    private const string Folders = "/var/cache/bind";

    /// <summary>A link in the agent's folder to the server's, for scripts that end it.</summary>
    private const string LinkName = "names";

    private const int Port = 53;
    private const int SecretBytes = 32;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_betweenTries = TimeSpan.FromMilliseconds(5);

    private readonly string _stateDir;
    private readonly string _linkPath;
    private readonly string? _netns;
    private readonly TimeProvider _time;
    private readonly NamedConfiguration _configuration;
    private readonly NamedProcess _process;
    private bool? _hasRecordLimit;
    private ushort _lastId;

    public NameServer(NameOptions options, string stateDir, string? netns, TimeProvider time)
    {
        (_stateDir, _netns, _time) = (stateDir, netns, time);
        _linkPath = Path.Combine(stateDir, LinkName);
        var folder = Path.Combine(Folders, $"netaas-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(stateDir)).AsSpan(0, 4))}");
        _configuration = new NamedConfiguration(folder, SecretOf(stateDir), options.Resolvers);
        _process = new NamedProcess(_configuration, netns);
    }

    public bool IsRunning => _process.IsRunning;

    /// <summary>Whether a former life of the agent may have left a server.</summary>
    public static bool IsLeft(string stateDir) => new FileInfo(Path.Combine(stateDir, LinkName)).LinkTarget is not null;

    /// <summary>Serves these networks with these records and nothing else; where it runs, nobody who asks meanwhile is without an answer.</summary>
    public async Task ServeAsync(NameTable table, CancellationToken ct)
    {
        if (!NamedProcess.IsInstalled)
            throw new NameServerException("There is no DNS server on the node: install bind9, or start the agent with --dns off.");
        if (!IsRunning || await TryChangeAsync(table, ct) is not { } serial)
        {
            await _process.KillAsync(ct);
            serial = await WriteAsync(table, ct);
            await StartAsync(table.Networks.First().Gateways[0], ct);
        }
        foreach (var network in table.Networks)
            await VerifyAsync(network, serial, ct);
    }

    /// <summary>Tells of records that have changed.</summary>
    public async Task UpdateAsync(NameChange change, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(s_patience);
        using var socket = await ConnectAsync(change.Network.Gateways[0], limit.Token);
        var zones = change.Removed.Select(record => (IsAdded: false, Record: record)).Concat(change.Added.Select(record => (IsAdded: true, Record: record)))
            .GroupBy(it => change.Network.ZoneOf(it.Record.Owner) ?? change.Network.Domain);
        foreach (var zone in zones)
            foreach (var part in zone.OrderBy(it => it.Record.Owner, StringComparer.Ordinal).ThenBy(it => it.IsAdded).Chunk(UpdateMessage.MostRecords))
                await UpdateAsync(socket, zone.Key, part, limit.Token);
    }

    /// <summary>Ends it and removes what it had.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        await _process.KillAsync(ct);
        if (Directory.Exists(_configuration.Folder))
            Directory.Delete(_configuration.Folder, recursive: true);
        File.Delete(_linkPath);
    }

    /// <summary>It keeps what it has while its files are changed, and takes them in the place of that, zone by zone.</summary>
    /// <returns>The zones' serial; null where it does not obey: then it is to begin anew.</returns>
    private async Task<uint?> TryChangeAsync(NameTable table, CancellationToken ct)
    {
        try
        {
            await _process.ControlAsync("freeze", ct);
            var serial = await WriteAsync(table, ct);
            await _process.ControlAsync("thaw", ct);
            await _process.ControlAsync("reconfig", ct);
            return serial;
        }
        catch (NameServerException)
        {
            // Started by another life of the agent with other options, or changed by hand: why does not matter, what it does will.
            return null;
        }
    }

    private async Task StartAsync(IPAddress gateway, CancellationToken ct)
    {
        _process.Start();
        for (var since = _time.GetTimestamp(); ;)
            try
            {
                using var socket = await ConnectAsync(gateway, ct);
                return;
            }
            catch (SocketException failure)
            {
                if (_process.HasEnded || _time.GetElapsedTime(since) > s_patience)
                    throw new NameServerException($"named does not answer at {gateway}: {failure.Message}. {_process.LastWords}");
                await Task.Delay(s_betweenTries, _time, ct);
            }
    }

    /// <summary>
    /// Waits until it has what was written: it loads zones after it has said yes, and says in its log alone which of them it
    /// does not take. All of such a zone is missing then, not one name.
    /// </summary>
    private async Task VerifyAsync(ServedNetwork network, uint serial, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(2 * s_patience);
        using var socket = await ConnectAsync(network.Gateways[0], limit.Token);
        foreach (var zone in network.Zones)
            for (var since = _time.GetTimestamp(); UpdateMessage.ReadSerial(await AskAsync(socket, UpdateMessage.Question(++_lastId, zone), limit.Token)) != serial;)
            {
                if (_time.GetElapsedTime(since) > s_patience)
                    throw new NameServerException($"named does not load {zone} of network '{network.Name}'; see {_configuration.Folder}/named.log.");
                await Task.Delay(s_betweenTries, _time, limit.Token);
            }
    }

    /// <returns>The zones' serial.</returns>
    private async Task<uint> WriteAsync(NameTable table, CancellationToken ct)
    {
        _hasRecordLimit ??= await _process.KnowsAsync(NamedConfiguration.RecordLimit, ct);
        await _process.MakeFolderAsync(ct);
        if (!IsLeft(_stateDir))
            File.CreateSymbolicLink(_linkPath, _configuration.Folder);
        // Hundredths of a second, so that it is above what a server has counted up to since the last time; it may wrap (RFC 1982).
        var serial = unchecked((uint)(_time.GetUtcNow().ToUnixTimeMilliseconds() / 10));
        var files = table.Networks.SelectMany(network => (Network: network, Records: table.Records(network)) is var all
            ? network.Zones.Select(zone => (Path: _configuration.ZonePath(network, zone), Text: ZoneFile.Text(network, zone, all.Records, serial)))
            : []).Append((_configuration.Path, _configuration.Text(table.Networks, _hasRecordLimit.Value))).Append((_configuration.ControlPath, _configuration.ControlText)).ToList();
        // A journal speaks of what a file held before; a zone that is no more has none to speak of.
        foreach (var path in Directory.EnumerateFiles(_configuration.Folder, "*.zone*"))
            File.Delete(path);
        foreach (var (path, text) in files)
        {
            await File.WriteAllTextAsync(path, text, ct);
            // Whatever the agent's umask: the server reads it as its own user, and nobody else gets into the folder.
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }
        return serial;
    }

    private async Task UpdateAsync(Socket socket, string zone, (bool, NameRecord)[] changes, CancellationToken ct)
    {
        var message = UpdateMessage.Write(++_lastId, zone, changes, (NamedConfiguration.Key, Convert.FromBase64String(_configuration.Secret)), _time.GetUtcNow());
        var result = UpdateMessage.ReadResult(await AskAsync(socket, message, ct));
        if (result != 0)
            throw new NameServerException($"named does not take changes to {zone} (RFC 2136, result {result}); see {_configuration.Folder}/named.log.");
    }

    /// <summary>Over TCP a message comes behind its length (RFC 1035 §4.2.2).</summary>
    private static async Task<byte[]> AskAsync(Socket socket, byte[] message, CancellationToken ct)
    {
        var framed = new byte[message.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)message.Length);
        message.CopyTo(framed, 2);
        await socket.SendAsync(framed, ct);
        var length = await ReceiveAsync(socket, 2, ct);
        return await ReceiveAsync(socket, BinaryPrimitives.ReadUInt16BigEndian(length), ct);
    }

    private static async Task<byte[]> ReceiveAsync(Socket socket, int length, CancellationToken ct)
    {
        var buffer = new byte[length];
        for (var have = 0; have < length;)
        {
            var more = await socket.ReceiveAsync(buffer.AsMemory(have), ct);
            have += more > 0 ? more : throw new NameServerException("named ended a connection without an answer.");
        }
        return buffer;
    }

    /// <summary>From the node itself, which a gateway takes, too.</summary>
    private async Task<Socket> ConnectAsync(IPAddress gateway, CancellationToken ct)
    {
        using var ns = _netns is null ? null : NetworkNamespace.Open(_netns);
        var socket = ns?.OpenTcp(gateway.AddressFamily) ?? new Socket(gateway.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(gateway, Port, ct);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The same in each life of the agent, so that one may speak with what another has started.</summary>
    private static string SecretOf(string stateDir)
    {
        var path = Path.Combine(stateDir, "names.key");
        if (File.Exists(path) && File.ReadAllText(path) is { Length: > 0 } saved)
            return saved;
        Directory.CreateDirectory(stateDir);
        using var file = new StreamWriter(new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }));
        var made = Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));
        file.Write(made);
        return made;
    }
}
