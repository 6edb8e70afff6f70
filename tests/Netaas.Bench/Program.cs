using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Netaas.Bench.Attach;
using Netaas.Bench.Cli;
using Netaas.Bench.Load;
using Netaas.Bench.Path;
using Netaas.Bench.Report;
using Netaas.Bench.Scale;
using Netaas.Bench.Wiring;

// The parts of tests/bench/run.sh; each prints its lines of the report.
switch (args)
{
    case ["floor", var postgres, var listen, ..]:
        await FloorServer.RunAsync(postgres, listen);
        break;
    case ["rates", var api, var floor, var adminToken, var joinToken]:
        Print(await new CreateRates(new Uri(api), new Uri(floor), adminToken, joinToken).MeasureAsync());
        break;
    case ["api", var api, var floor, var adminToken, var joinToken]:
        await foreach (var figure in new ApiFigures(new Uri(api), new Uri(floor), adminToken, joinToken).MeasureAsync())
            Print([figure]);
        break;
    case ["addresses", var api, var postgres, var adminToken, var joinToken]:
        Print(await new AddressFigures(new Uri(api), postgres, adminToken, joinToken).MeasureAsync());
        break;
    case ["cli", var api, var binary, var adminToken, var joinToken]:
        Print(await new CliFigures(new Uri(api), binary, adminToken, joinToken).MeasureAsync());
        break;
    case ["ready", var api, var token]:
        using (var http = Client(api, token))
            Print([await ReadyTimes.MeasureAsync(http)]);
        break;
    case ["services-ready", var api, var token]:
        using (var http = Client(api, token))
            Print([await ServiceReadyTimes.MeasureAsync(http)]);
        break;
    case ["wiring"]:
        Print(WiringFigures.Measure());
        break;
    case ["scale"]:
        Print(ScaleFigures.Measure());
        break;
    case ["services"]:
        Print(ServiceFigures.Measure());
        break;
    case ["agent-fill", var folder]:
        await new ScaleAgent(folder, isAlone: false).FillAsync();
        break;
    case ["agent-again", var folder]:
        await new ScaleAgent(folder, isAlone: true).StartAgainAsync(figure => Print([figure]));
        break;
    case ["agent-clear", var folder]:
        new ScaleAgent(folder, isAlone: true).Clear();
        break;
    case ["paths", var api, var token, var byHandPrefix, var peer]:
        using (var http = Client(api, token))
            await MeasurePathsAsync(http, "/run/netns/" + byHandPrefix, peer);
        break;
    case ["attach-peer", var folder]:
        AttachFigures.Write(System.IO.Path.Combine(folder, "peer.json"), ReferencePlugins.Measure(AttachFigures.PeerLevels, System.IO.Path.Combine(folder, "ipam")));
        break;
    case ["attach", var api, var token, var folder, var socket]:
        using (var http = Client(api, token))
            Print(await new AttachFigures(http, System.IO.Path.Combine(folder, "netaas"), socket).MeasureAsync(AttachFigures.Read(System.IO.Path.Combine(folder, "peer.json"))));
        break;
    case ["echo", var address]:
        RoundTrips.Echo(IPAddress.Parse(address));
        break;
    case ["round-trips", var address, var count]:
        Console.WriteLine(RoundTrips.Measure(IPAddress.Parse(address), int.Parse(count, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture));
        break;
    case ["header"]:
        Console.WriteLine(Figure.Header);
        break;
    default:
        Console.Error.WriteLine("see tests/bench/run.sh");
        return 2;
}
return 0;

static void Print(IEnumerable<Figure> figures)
{
    foreach (var figure in figures)
        Console.WriteLine(figure);
}

static HttpClient Client(string api, string token)
{
    var http = new HttpClient { BaseAddress = new Uri(api + "/api/v1/") };
    http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    return http;
}

static async Task MeasurePathsAsync(HttpClient http, string byHand, string peer)
{
    await ReadyTimes.CreateAsync(http, "networks?wait=ready", """{"name": "bench-path", "podCidrs": ["10.71.0.0/16"]}""");
    var (a, _) = await PodAsync(http, "path-a", "node-1");
    var (b, addressB) = await PodAsync(http, "path-b", "node-1");
    var (c, addressC) = await PodAsync(http, "path-c", "node-3");
    Print(await PathFigures.MeasureAsync(("pods of one node", peer), new Leg(a, b, addressB), new Leg(byHand + "hand-a", byHand + "hand-b", "10.77.1.3")));
    Print(await PathFigures.MeasureAsync(("pods across VXLAN", peer), new Leg(a, c, addressC), new Leg(byHand + "hand-a", byHand + "hand-c", "10.77.3.2")));
    using var deleted = await http.DeleteAsync("networks/bench-path?cascade=true&wait=ready&timeout=60s");
    deleted.EnsureSuccessStatusCode();
}

static async Task<(string Netns, string Address)> PodAsync(HttpClient http, string name, string node)
{
    var made = await ReadyTimes.CreateAsync(http, "pods?wait=ready", $$"""{"name": "{{name}}", "network": "bench-path", "node": "{{node}}"}""");
    return ((string?)made["status"]?["netnsPath"] ?? "", (string?)made["addresses"]?[0] ?? "");
}
