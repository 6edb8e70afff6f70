namespace Netaas.Agent.Names;

/// <summary>Names can't be served as they should.</summary>
/// <param name="message">Says what to do, or has the server's own words.</param>
internal sealed class NameServerException(string message) : Exception(message);
