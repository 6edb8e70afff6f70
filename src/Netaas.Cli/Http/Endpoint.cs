namespace Netaas.Cli.Http;

/// <summary>An installation and who one is there.</summary>
/// <param name="Project">Whose resources are meant; null for what the token implies.</param>
internal sealed record Endpoint(Uri Url, string Token, string? Project);
