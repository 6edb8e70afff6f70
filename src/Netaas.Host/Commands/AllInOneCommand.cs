using MassTransit;
using Netaas.Agent;
using Netaas.Host.Control;
using Netaas.Host.Options;
using Netaas.Host.Telemetry;
using Netaas.Lab;

namespace Netaas.Host.Commands;

/// <summary>A lab, the API, an in-memory bus and one agent a node, in one process.</summary>
internal sealed class AllInOneCommand(AllInOneOptions options)
{
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var lab = new LabFleet(options.Lab.Lab);
        lab.Up();
        LabFile.Write(options.Lab.RunDir, lab.Layout);
        using var traces = TraceExport.Start(options.Api.Telemetry, "all-in-one");
        await using var app = await ApiApplication.StartAsync(options.Api, ct);
        using var http = AgentCommand.CreateClient();
        var edges = new AgentEdges(new(app.Services.GetRequiredService<IBus>()), http, TimeProvider.System, app.Services.GetRequiredService<ILoggerFactory>());
        await using (var agents = new LabAgents(lab.Layout, (node, stop) => AgentCommand.RunAsync(new NodeAgent(options.Agent(node), edges), stop)))
        {
            await agents.StartAllAsync(ct);
            var control = new ControlSocket(options.Lab.ControlSocket, agents.ObeyAsync).RunAsync(ct);
            await ApiApplication.UntilEndedAsync(app, ct);
            await control;
        }
        return 0;
    }
}
