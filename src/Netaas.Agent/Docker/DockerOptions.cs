namespace Netaas.Agent.Docker;

/// <summary>How the agent serves Docker's engine of its node.</summary>
/// <param name="PluginSocket">Where the engine asks for networks; in <c>/run/docker/plugins</c> it finds it by itself.</param>
/// <param name="ApiSocket">The engine's own: containers' names and labels are asked for there.</param>
/// <param name="Token">
/// Of an operator: with it networks that aren't there are made, and removed with Docker's. Null where Docker may only use
/// networks that somebody else makes.
/// </param>
public sealed record DockerOptions(string PluginSocket, string ApiSocket, string? Token)
{
    /// <summary>On a machine that is one node.</summary>
    public const string DefaultApiSocket = "/run/docker.sock";

    // The token is a secret: it must not get into a log by way of a record's text.
    public override string ToString() => $"DockerOptions {PluginSocket}";
}
