using System.Text.Json;
using System.Text.Json.Nodes;
using Netaas.Cli.Http;
using Netaas.Cli.Output;

namespace Netaas.Cli.Contexts;

/// <summary>
/// The installations that one has logged in to, in <c>$XDG_CONFIG_HOME/netaas/contexts.json</c>, readable by its owner alone.
/// NETAAS_URL, NETAAS_TOKEN and NETAAS_PROJECT of the environment win over it.
/// </summary>
internal sealed class ContextFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;
    private readonly JsonObject _content;

    private ContextFile(string path, JsonObject content) => (_path, _content) = (path, content);

    public string? Current => _content["current"]?.ToString();

    public IReadOnlyList<string> Names => [.. Contexts.Select(context => context.Key).Order(StringComparer.Ordinal)];

    private JsonObject Contexts => _content["contexts"] as JsonObject ?? [];

    public static ContextFile Load()
    {
        var folder = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } xdg
            ? xdg
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config");
        var path = Path.Combine(folder, "netaas", "contexts.json");
        var content = File.Exists(path) ? Read(path) : null;
        return new ContextFile(path, content ?? new JsonObject { ["contexts"] = new JsonObject() });
    }

    private static JsonObject? Read(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) as JsonObject;
        }
        catch (JsonException broken)
        {
            throw new UsageException($"{path} is not what netaas wrote there ({broken.Message}) Mend it, or remove it and log in anew.");
        }
    }

    /// <param name="name">Null for the current one.</param>
    /// <param name="project">As typed; null for the context's own.</param>
    public Endpoint Find(string? name, string? project)
    {
        project ??= Environment.GetEnvironmentVariable("NETAAS_PROJECT") is { Length: > 0 } given ? given : null;
        if (name is null && Environment.GetEnvironmentVariable("NETAAS_URL") is { Length: > 0 } url)
            return new Endpoint(UrlOf(url), TokenOf(Environment.GetEnvironmentVariable("NETAAS_TOKEN")), project);
        var wanted = name ?? Current ?? throw new UsageException("No installation is chosen: netaas login URL, or set NETAAS_URL and NETAAS_TOKEN (a lab's are in .run/env).");
        return Contexts[wanted] is JsonObject context
            ? new Endpoint(UrlOf($"{context["url"]}"), $"{context["token"]}", project ?? context["project"]?.ToString())
            : throw new UsageException($"There is no context {wanted}; there are: {(Names.Count > 0 ? string.Join(", ", Names) : "none, netaas login makes one")}.");
    }

    /// <summary>Adds or replaces one, and makes it the current one.</summary>
    public void Put(string name, Endpoint endpoint)
    {
        var contexts = Contexts;
        contexts[name] = new JsonObject { ["url"] = endpoint.Url.ToString(), ["token"] = endpoint.Token, ["project"] = endpoint.Project };
        _content["contexts"] = contexts.Parent is null ? contexts : contexts.DeepClone();
        Use(name);
    }

    public void Use(string name)
    {
        if (!Contexts.ContainsKey(name))
            throw new UsageException($"There is no context {name}.");
        _content["current"] = name;
        Save();
    }

    public void Remove(string name)
    {
        if (!Contexts.Remove(name))
            throw new UsageException($"There is no context {name}.");
        if (Current == name)
            _content.Remove("current");
        Save();
    }

    public Uri UrlOfContext(string name) => UrlOf($"{Contexts[name]?["url"]}");

    public static Uri UrlOf(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
        ? url
        : throw new UsageException($"'{text}' is no URL such as https://netaas.example:8080.");

    /// <summary>A token is of letters, digits and signs of ASCII; what else stands there came along when it was copied.</summary>
    public static string TokenOf(string? text) => text is null || text.All(letter => letter is > ' ' and <= '~')
        ? text ?? ""
        : throw new UsageException("The token holds signs that no token has: copy it anew, without quotes and blanks around it.");

    /// <summary>By rename, so that nobody reads half a file, and made with its mode, so that nobody else reads it ever.</summary>
    private void Save()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path) ?? "/", OwnerOnly | UnixFileMode.UserExecute);
        var fresh = $"{_path}.{Environment.ProcessId}";
        using (var file = new FileStream(fresh, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        using (var writer = new StreamWriter(file))
            writer.Write(JsonText.Indented(_content));
        File.Move(fresh, _path, overwrite: true);
    }
}
