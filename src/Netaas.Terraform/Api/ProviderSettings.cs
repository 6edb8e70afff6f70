using Netaas.Terraform.Values;

namespace Netaas.Terraform.Api;

/// <summary>Where the API is and how it is asked.</summary>
/// <param name="Project">Of resources that name none; null for what the token implies.</param>
/// <param name="WaitTimeout">How long a write waits for the nodes where its resource doesn't say, as the API spells it.</param>
internal sealed record ProviderSettings(Uri Url, string Token, string? Project, string WaitTimeout)
{
    private const string DefaultTimeout = "60s";

    /// <summary>From the configuration, or else the environment; null with the attributes that are missing or wrong.</summary>
    public static ProviderSettings? Read(FieldsValue config, List<Problem> problems)
    {
        var url = Setting(config, "url", "NETAAS_URL");
        var token = Setting(config, "token", "NETAAS_TOKEN");
        var timeout = config["wait_timeout"].Text ?? DefaultTimeout;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https"))
            problems.Add(new Problem("No address of Netaas", "Give the provider's url, or NETAAS_URL, as http://netaas.example:8080.", "url"));
        if (string.IsNullOrEmpty(token))
            problems.Add(new Problem("No token", "Give the provider's token, or NETAAS_TOKEN.", "token"));
        if (!Duration.IsValid(timeout))
            problems.Add(new Problem("Not a time to wait", Duration.Advice, "wait_timeout"));
        if (problems.Count > 0 || parsed is null || token is null)
            return null;
        return new ProviderSettings(parsed, token, Setting(config, "project", "NETAAS_PROJECT"), timeout);
    }

    private static string? Setting(FieldsValue config, string name, string variable) =>
        config[name].Text ?? (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given ? given : null);
}
