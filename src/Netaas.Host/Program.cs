using System.Runtime.InteropServices;
using Netaas.Host.Commands;
using Netaas.Host.Database;
using Netaas.Host.Options;

var (line, problem) = CommandLine.Parse(args);
if (line is null)
    return Usage(problem ?? "");

var reader = new OptionReader(line.Given, Environment.GetEnvironmentVariable);
using var ended = new CancellationTokenSource();
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
switch (line.Command)
{
    case "all-in-one":
        return await StartAsync(AllInOneOptions.Read(reader), options => new AllInOneCommand(options).RunAsync(ended.Token));
    case "api":
        return await StartAsync(ApiProcessOptions.Read(reader, BusKind.RabbitMq), options => ApiCommand.RunAsync(options, ended.Token));
    case "agent":
        return await StartAsync(AgentProcessOptions.Read(reader), options => AgentCommand.RunAsync(options, ended.Token));
    case "migrate":
        return await StartAsync(DatabaseOptions.Read(reader), options => MigrateCommand.RunAsync(options, ended.Token));
    case "lab":
        return await StartAsync(LabProcessOptions.Read(reader), options => new LabCommand(options).RunAsync(line.Words, ended.Token));
    default:
        return Usage($"there is no command {line.Command}");
}

// Nothing starts before all options are right.
async Task<int> StartAsync<T>(T options, Func<T, Task<int>> run)
{
    foreach (var one in reader.Problems)
        Console.Error.WriteLine("netaas-host: " + one);
    if (reader.Problems.Count > 0)
        return 2;
    try
    {
        return await run(options);
    }
    catch (DatabaseRefusal refusal)
    {
        Console.Error.WriteLine($"netaas-host: PostgreSQL can't be used as --postgres (or NETAAS_POSTGRES) names it: {refusal.Message}");
        return 1;
    }
    catch (OperationCanceledException) when (ended.IsCancellationRequested)
    {
        // Asked to end before everything stood.
        return 0;
    }
}

void End(PosixSignalContext signal)
{
    // The command ends in its own time; without this the runtime would end the process at once.
    signal.Cancel = true;
    ended.Cancel();
}

static int Usage(string problem)
{
    Console.Error.WriteLine($"""
        netaas-host: {problem}
        Usage: netaas-host COMMAND [--key value ...]; each option also as environment variable NETAAS_KEY
          all-in-one   the API, an in-memory bus and the agents of a lab in one process
          api          the API
          agent        one node's agent
          migrate      the database's schema, brought up to date
          {LabCommand.Usage}
        """);
    return 2;
}
