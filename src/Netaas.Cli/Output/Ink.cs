namespace Netaas.Cli.Output;

/// <summary>Colours where a person looks, none where a program reads or NO_COLOR asks for none.</summary>
internal sealed class Ink(bool isColoured)
{
    public static Ink ForOutput() => new(!Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "");

    public string Added(string text) => Paint("32", text);

    public string Changed(string text) => Paint("33", text);

    public string Removed(string text) => Paint("31", text);

    public string Faint(string text) => Paint("2", text);

    public string Strong(string text) => Paint("1", text);

    private string Paint(string code, string text) => isColoured ? $"\e[{code}m{text}\e[0m" : text;
}
