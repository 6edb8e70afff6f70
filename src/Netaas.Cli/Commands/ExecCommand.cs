using System.CommandLine;
using System.Diagnostics;
using Netaas.Cli.Kinds;
using Netaas.Cli.Output;

namespace Netaas.Cli.Commands;

/// <summary><c>netns</c> and <c>exec</c>: a pod's namespace, and a program in it, on the node where it stands.</summary>
internal static class ExecCommand
{
    private static readonly Argument<string> s_pod = PodArgument();
    public static readonly Argument<string[]> Program = new("command") { Arity = ArgumentArity.OneOrMore, Description = "The program and its arguments, behind --." };

    public static Verb Build()
    {
        var verb = new Verb("exec", "Runs a program of this machine in a pod's network namespace, and ends as it ends. For the node where the pod stands, as root.", "netaas exec web-1 -- ip -brief address") { s_pod, Program };
        verb.Runs(async (call, ct) =>
        {
            var start = new ProcessStartInfo("nsenter") { UseShellExecute = false };
            foreach (var argument in (string[])["--net=" + await PathAsync(call, ct), "--", .. call.Of(Program)])
                start.ArgumentList.Add(argument);
            using var process = Process.Start(start) ?? throw new IOException("nsenter does not start.");
            await process.WaitForExitAsync(ct);
            return process.ExitCode;
        });
        return verb;
    }

    public static Verb BuildNetns()
    {
        var verb = new Verb("netns", "Prints the path of a pod's network namespace on its node.", "netaas netns web-1") { s_pod };
        verb.Runs(async (call, ct) =>
        {
            call.Out.WriteLine(Cell.Of(Cell.Find(await PodAsync(call, ct), "status.netnsPath")));
            return ExitCode.Ok;
        });
        return verb;
    }

    private static Argument<string> PodArgument()
    {
        var argument = new Argument<string>("pod") { HelpName = "pod", Description = "By name or id." };
        References.Complete(argument, _ => KindTable.Find("pod"));
        return argument;
    }

    private static async Task<System.Text.Json.Nodes.JsonNode> PodAsync(Call call, CancellationToken ct) =>
        await call.Api.GetAsync($"pods/{Uri.EscapeDataString(call.Of(s_pod))}", ct);

    private static async Task<string> PathAsync(Call call, CancellationToken ct)
    {
        var pod = await PodAsync(call, ct);
        var path = Cell.Of(Cell.Find(pod, "status.netnsPath"));
        if (File.Exists(path))
            return path;
        throw new UsageException(Cell.Find(pod, "status.netnsPath") is null
            ? $"Pod {pod["name"]} has no network namespace yet: netaas get pod {pod["name"]} shows when it is Ready."
            : $"Pod {pod["name"]} stands on node {pod["node"]}, and {path} is not on this machine: run this there, for one as ssh {pod["node"]} netaas exec … (nothing of Netaas leads into a pod from elsewhere).");
    }
}
