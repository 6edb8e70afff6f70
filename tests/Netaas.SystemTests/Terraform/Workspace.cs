using System.Text.Json.Nodes;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Terraform;

/// <summary>A folder with a configuration, and the real terraform in it with the provider as installed by the script.</summary>
internal sealed class Workspace
{
    public const string Head = """
        terraform {
          required_providers {
            netaas = { source = "netaas.internal/netaas/netaas" }
          }
        }

        """;

    private readonly string _folder;

    private readonly Dictionary<string, string> _environment;

    private Workspace(NetaasStack stack, string folder, string installation)
    {
        _folder = folder;
        _environment = new Dictionary<string, string>
        {
            ["TF_CLI_CONFIG_FILE"] = Path.Combine(installation, "terraform.rc"),
            ["TF_IN_AUTOMATION"] = "1",
            ["NETAAS_URL"] = stack.Url,
            ["NETAAS_TOKEN"] = stack.Rest.Token,
        };
    }

    public static async Task<Workspace> InitAsync(NetaasStack stack, string configuration)
    {
        Assert.SkipUnless((await Shell.BashAsync("command -v terraform")).Succeeded, "terraform is in no registry, and not on this machine");
        var installation = Path.Combine(stack.RunFolder, "terraform");
        (await stack.ScriptAsync("deploy/terraform.sh", "--dir", installation)).Expect();
        var folder = Directory.CreateDirectory(Path.Combine(installation, Guid.NewGuid().ToString("N")[..8])).FullName;
        var workspace = new Workspace(stack, folder, installation);
        workspace.Write(configuration);
        (await workspace.RunAsync("init")).Expect();
        return workspace;
    }

    public void Write(string configuration) => File.WriteAllText(Path.Combine(_folder, "main.tf"), configuration);

    public Task<ShellResult> RunAsync(string command, params string[] arguments) =>
        Shell.RunAsync(["terraform", command, .. (command == "state" ? arguments : ["-no-color", .. arguments])], _environment, _folder);

    public async Task<string> ApplyAsync(params string[] arguments) => (await RunAsync("apply", ["-auto-approve", .. arguments])).Expect();

    public async Task DestroyAsync() => (await RunAsync("destroy", "-auto-approve")).Expect();

    /// <summary>Whether there is something to do.</summary>
    public async Task<bool> HasChangesAsync()
    {
        var plan = await RunAsync("plan", "-detailed-exitcode");
        return plan.Status switch
        {
            0 => false,
            2 => true,
            _ => throw new InvalidOperationException(plan.Output + plan.Errors),
        };
    }

    /// <summary>The errors of a command that had to fail, with the line of the configuration that they point at.</summary>
    public async Task<IReadOnlyList<(string Detail, string Code)>> ErrorsAsync(string command, params string[] arguments)
    {
        var (result, told) = await DiagnosticsAsync(command, arguments);
        Assert.False(result.Succeeded);
        return [.. told.Where(one => one.Severity == "error").Select(one => (one.Detail, one.Code))];
    }

    /// <summary>Errors and warnings of a command.</summary>
    public async Task<(ShellResult Result, IReadOnlyList<(string Severity, string Detail, string Code)> Told)> DiagnosticsAsync(string command, params string[] arguments)
    {
        var result = await RunAsync(command, ["-json", .. arguments]);
        var told = command == "validate"
            ? JsonNode.Parse(result.Output)?["diagnostics"]?.AsArray() ?? []
            : result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)?["diagnostic"]);
        return (result, [.. told.OfType<JsonObject>().Select(one => ((string?)one["severity"] ?? "", (string?)one["detail"] ?? "", (string?)one["snippet"]?["code"] ?? ""))]);
    }
}
