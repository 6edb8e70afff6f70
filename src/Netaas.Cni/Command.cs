using System.Text.Json;
using Netaas.Contracts.Local;

namespace Netaas.Cni;

/// <summary>The specification's commands. Each is one request to the node's agent, which does everything.</summary>
internal static class Command
{
    /// <returns>What goes to standard output; nothing for what has no result.</returns>
    /// <exception cref="CniException">It could not be done.</exception>
    public static byte[] Run(PluginEnvironment environment, Stream input)
    {
        var configuration = Read(input);
        var version = environment.Command == "VERSION" ? SpecVersion.Newest : VersionOf(configuration);
        try
        {
            return environment.Command switch
            {
                "VERSION" => VersionResult.Write(configuration.CniVersion ?? SpecVersion.Newest),
                "ADD" => Add(environment, configuration, version),
                "DEL" => Delete(environment, configuration),
                "CHECK" => Check(environment, configuration),
                "GC" when SpecVersion.HasStatus(version) => Collect(configuration),
                "STATUS" when SpecVersion.HasStatus(version) => Status(configuration),
                "" => throw new CniException(ErrorCode.InvalidEnvironment, "CNI_COMMAND is missing."),
                _ => throw new CniException(ErrorCode.InvalidEnvironment, $"CNI_COMMAND is {environment.Command}, which version {version} does not have."),
            };
        }
        catch (CniException failure)
        {
            failure.Version = version;
            throw;
        }
    }

    private static byte[] Add(PluginEnvironment environment, Configuration configuration, string version)
    {
        environment.Require(container: true, netns: true);
        if (!File.Exists(environment.Netns))
            throw new CniException(ErrorCode.UnknownContainer, $"There is no namespace at CNI_NETNS {environment.Netns}.");
        var answer = Agent.Ask(configuration.Socket, Requests.Attach(environment, configuration));
        Failures.ThrowFor(answer);
        return answer.Interface is { } made
            ? AddResult.Write(made, (environment, configuration, version))
            : throw new CniException(ErrorCode.Internal, "The agent answered without an interface.");
    }

    /// <summary>What isn't there is as good as deleted, with its namespace or without.</summary>
    private static byte[] Delete(PluginEnvironment environment, Configuration configuration)
    {
        environment.Require(container: true, netns: false);
        var answer = Agent.Ask(configuration.Socket, Requests.Of(LocalVerb.Detach, environment, configuration));
        if (answer.Failure != LocalFailure.Unknown)
            Failures.ThrowFor(answer);
        return [];
    }

    private static byte[] Check(PluginEnvironment environment, Configuration configuration)
    {
        environment.Require(container: true, netns: true);
        if (configuration.PrevResult is not { } before)
            throw new CniException(ErrorCode.InvalidConfiguration, "CHECK needs the result of ADD as prevResult.");
        var answer = Agent.Ask(configuration.Socket, Requests.Of(LocalVerb.Check, environment, configuration));
        Failures.ThrowFor(answer);
        if (answer.Interface is { } standing)
            Understand(() => PreviousResult.Compare(before, environment.Interface, standing));
        return [];
    }

    /// <summary>What isn't understood must not be taken for an attachment that is over.</summary>
    private static byte[] Collect(Configuration configuration)
    {
        if (Understand(() => ValidAttachment.Read(configuration)) is not { } valid)
            throw new CniException(ErrorCode.InvalidConfiguration, "GC needs cni.dev/valid-attachments.");
        foreach (var attachment in valid)
            if (attachment is not { ContainerId.Length: > 0, Interface.Length: > 0 })
                throw new CniException(ErrorCode.InvalidConfiguration, "An entry of cni.dev/valid-attachments lacks its containerID or ifname.");
        Failures.ThrowFor(Agent.Ask(configuration.Socket, Requests.Collect(configuration, valid)));
        return [];
    }

    private static byte[] Status(Configuration configuration)
    {
        LocalAnswer answer;
        try
        {
            answer = Agent.Ask(configuration.Socket, Requests.Status(configuration));
        }
        catch (CniException unreachable) when (unreachable.Code == ErrorCode.TryAgainLater)
        {
            throw new CniException(ErrorCode.NotAvailable, unreachable.Message, unreachable.Details);
        }
        return answer.Failure == LocalFailure.None ? [] : throw new CniException(ErrorCode.NotAvailable, answer.Message ?? "The agent is not ready.");
    }

    private static Configuration Read(Stream input)
    {
        try
        {
            // The document lives as long as the process does: parts of the configuration are read from it later.
            return Understand(() => Configuration.Read(JsonDocument.Parse(input).RootElement));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CniException(ErrorCode.Io, "The network configuration can't be read from standard input.", failure.Message);
        }
    }

    private static void Understand(Action read) => Understand(() =>
    {
        read();
        return true;
    });

    private static T Understand<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (JsonException malformed)
        {
            throw new CniException(ErrorCode.Undecodable, "The network configuration on standard input is not understood.", malformed.Message);
        }
    }

    private static string VersionOf(Configuration configuration)
    {
        // As the specification says of a configuration without one.
        var version = configuration.CniVersion ?? "0.1.0";
        if (Array.IndexOf(SpecVersion.Supported, version) < 0)
            throw new CniException(
                ErrorCode.IncompatibleVersion, $"The configuration's cniVersion is {version}.", $"This plugin speaks {string.Join(", ", SpecVersion.Supported)}.");
        if (configuration.Name is not { Length: > 0 })
            throw new CniException(ErrorCode.InvalidConfiguration, "The configuration has no name.") { Version = version };
        return version;
    }
}
