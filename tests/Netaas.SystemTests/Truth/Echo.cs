using System.Diagnostics;
using System.Text.Json;
using Netaas.SystemTests.Stack;

namespace Netaas.SystemTests.Truth;

/// <summary>
/// Servers over TCP and UDP in many namespaces that tell each client by which address they see it, and clients in many
/// namespaces, each in one process: a thread enters its namespace and opens its socket there.
/// </summary>
internal sealed class Echo : IAsyncDisposable
{
    public const int Port = 80;

    private const string Enter = """
        import ctypes, json, os, socket, sys, threading
        libc = ctypes.CDLL(None, use_errno=True)
        def enter(path):
            fd = os.open(path, os.O_RDONLY)
            if libc.setns(fd, 0x40000000):
                raise OSError(ctypes.get_errno(), path)
            os.close(fd)
        """;

    private const string Serve = Enter + """

        ready = threading.Semaphore(0)
        def serve(path):
            enter(path)
            listener = socket.create_server(('::', 80), family=socket.AF_INET6, dualstack_ipv6=True)
            ready.release()
            while True:
                peer, address = listener.accept()
                try:
                    peer.sendall(address[0].removeprefix('::ffff:').encode())
                except OSError:
                    pass
                peer.close()
        def serve_datagrams(path):
            enter(path)
            server = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
            server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            # The answer comes from the address that was asked, which a host with several doesn't do by itself.
            server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)
            server.bind(('::', 80))
            ready.release()
            while True:
                _, asked, _, address = server.recvmsg(64, 256)
                try:
                    server.sendmsg([address[0].removeprefix('::ffff:').encode()], asked, 0, address)
                except OSError:
                    pass
        for path in sys.argv[1:]:
            threading.Thread(target=serve, args=(path,)).start()
            threading.Thread(target=serve_datagrams, args=(path,)).start()
        for _ in range(2 * len(sys.argv[1:])):
            ready.acquire()
        print('ready', flush=True)
        """;

    private const string Ask = Enter + """

        questions = json.loads(sys.argv[1])
        seen = [None] * len(questions)
        def ask(i, path, protocol, address, port):
            try:
                enter(path)
                if protocol == 'udp':
                    with socket.socket(socket.AF_INET6 if ':' in address else socket.AF_INET, socket.SOCK_DGRAM) as client:
                        client.settimeout(4)
                        client.connect((address, port))
                        client.send(b'?')
                        seen[i] = client.recv(64).decode() or None
                    return
                with socket.create_connection((address, port), timeout=4) as server:
                    seen[i] = server.recv(64).decode() or None
            except OSError:
                pass
        threads = [threading.Thread(target=ask, args=(i, *q)) for i, q in enumerate(questions)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        print(json.dumps(seen))
        """;

    private readonly Process _process;

    private Echo(Process process) => _process = process;

    public static async Task<Echo> StartAsync(IEnumerable<string> namespaces)
    {
        var process = Shell.Start(["python3", "-c", Serve, .. namespaces]);
        return await process.StandardOutput.ReadLineAsync() == "ready"
            ? new Echo(process)
            : throw new InvalidOperationException($"no servers: {await process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>Asks all at once.</summary>
    /// <returns>In order, the address that each client was seen by; null where no answer came.</returns>
    public static async Task<IReadOnlyList<string?>> AskAsync(IEnumerable<(string Netns, string Protocol, string Address, int Port)> questions)
    {
        var json = JsonSerializer.Serialize(questions.Select(it => new object[] { it.Netns, it.Protocol, it.Address, it.Port }));
        var answer = (await Shell.RunAsync(["python3", "-c", Ask, json])).Expect();
        return JsonSerializer.Deserialize<string?[]>(answer) ?? [];
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
