using System.CommandLine;
using System.Text.Json.Nodes;
using Netaas.Cli.Contexts;
using Netaas.Cli.Http;
using Netaas.Cli.Kinds;
using Netaas.Cli.Output;

namespace Netaas.Cli.Commands;

/// <summary>A command line that is being carried out: what was typed, and the API, asked for at first use.</summary>
internal sealed class Call(ParseResult parsed) : IDisposable
{
    private ApiClient? _api;

    public ParseResult Parsed { get; } = parsed;

    public TextWriter Out { get; } = parsed.InvocationConfiguration.Output;

    public TextWriter Error { get; } = parsed.InvocationConfiguration.Error;

    public Ink Ink { get; } = Ink.ForOutput();

    public ApiClient Api => _api ??= new ApiClient(ContextFile.Load().Find(Parsed.GetValue(CommonOptions.Context), Parsed.GetValue(CommonOptions.Project)));

    public T? Of<T>(Option<T> option) => Parsed.GetValue(option);

    public T Of<T>(Argument<T> argument) => Parsed.GetRequiredValue(argument);

    public Kind KindOf(Argument<string> argument)
    {
        var word = Of(argument);
        return KindTable.Find(word) ?? throw new UsageException($"There is no kind {word}; there are: {string.Join(", ", KindTable.All.Select(kind => kind.Plural))}.");
    }

    /// <summary>Prints resources in the form that was asked for. JSON is as the API gives it: one resource alone, several as <c>items</c>.</summary>
    public void Print(Kind kind, IReadOnlyList<JsonNode> resources, bool isList)
    {
        switch (Of(CommonOptions.Output))
        {
            case OutputForm.Json:
                Out.WriteLine(JsonText.Indented(isList ? new JsonObject { ["items"] = new JsonArray([.. resources.Select(one => one.DeepClone())]) } : resources[0]));
                break;
            case OutputForm.Yaml:
                Out.Write(string.Join("---\n", resources.Select(one => YamlText.Of(WithKind(kind, one)))));
                break;
            case OutputForm.Wide:
                Out.Write(Table.Of([.. kind.Columns, .. kind.Wide], resources, DateTimeOffset.UtcNow));
                break;
            case OutputForm.Table:
                Out.Write(Table.Of(kind.ColumnsFor(resources), resources, DateTimeOffset.UtcNow));
                break;
        }
    }

    public void Dispose() => _api?.Dispose();

    private static JsonObject WithKind(Kind kind, JsonNode resource)
    {
        var body = new JsonObject { ["kind"] = kind.Name };
        foreach (var (name, value) in resource as JsonObject ?? [])
            body[name] = value?.DeepClone();
        return body;
    }
}
