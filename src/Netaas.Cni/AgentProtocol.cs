using System.Buffers;
using System.Text.Json;
using Netaas.Contracts.Local;

namespace Netaas.Cni;

/// <summary>A plugin's side of the local protocol: requests as it makes them, and of answers what it needs.</summary>
internal static class AgentProtocol
{
    /// <summary>A line.</summary>
    public static ReadOnlySpan<byte> Write(LocalRequest request)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("verb", NameOf(request.Verb));
            json.WriteString("runtime", request.Runtime);
            json.WriteString("configuration", request.Configuration);
            json.WriteString("containerId", request.ContainerId);
            json.WriteString("interface", request.Interface);
            json.WriteString("netns", request.Netns);
            json.WriteString("project", request.Project);
            json.WriteString("network", request.Network);
            json.WriteString("name", request.Name);
            json.WriteStartObject("labels");
            foreach (var label in request.Labels)
                json.WriteString(label.Key, label.Value);
            json.WriteEndObject();
            json.WriteObjects("ports", request.Ports, WritePort);
            json.WriteTexts("addresses", request.Addresses);
            json.WriteString("mac", request.Mac);
            json.WriteTexts("aliases", request.Aliases);
            if (request.DefaultRoute is { } leads)
                json.WriteBoolean("defaultRoute", leads);
            json.WriteObjects("valid", request.Valid, WriteAttachment);
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
        return buffer.WrittenSpan;
    }

    /// <exception cref="JsonException">It is not whole.</exception>
    public static LocalAnswer Read(ReadOnlyMemory<byte> answer)
    {
        using var document = JsonDocument.Parse(answer);
        var read = document.RootElement;
        return new LocalAnswer(FailureOf(read.Text("failure")), read.Text("message"), read.Part("interface") is { } made ? ReadInterface(made) : null);
    }

    public static void WriteTexts(this Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void WriteObjects<T>(this Utf8JsonWriter json, string name, IReadOnlyList<T> objects, Action<Utf8JsonWriter, T> writeFields)
    {
        json.WriteStartArray(name);
        foreach (var one in objects)
        {
            json.WriteStartObject();
            writeFields(json, one);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WritePort(Utf8JsonWriter json, LocalPort port)
    {
        json.WriteString("protocol", port.Protocol);
        json.WriteNumber("hostPort", port.HostPort);
        json.WriteNumber("targetPort", port.TargetPort);
        json.WriteString("hostAddress", port.HostAddress);
    }

    private static void WriteAttachment(Utf8JsonWriter json, LocalAttachment attachment)
    {
        json.WriteString("containerId", attachment.ContainerId);
        json.WriteString("interface", attachment.Interface);
    }

    private static LocalInterface ReadInterface(JsonElement made) => new(
        made.Text("pod") ?? "", made.Text("hostInterface") ?? "", made.Text("mac") ?? "", made.Number("mtu"), made.Texts("addresses") ?? [],
        made.Texts("gateways") ?? [], made.Flag("hasDefaultRoute") ?? false)
    {
        Nameservers = made.Texts("nameservers"),
        Search = made.Texts("search"),
        ResolverOptions = made.Texts("resolverOptions"),
    };

    private static string NameOf(LocalVerb verb) => verb switch
    {
        LocalVerb.Attach => nameof(LocalVerb.Attach),
        LocalVerb.Detach => nameof(LocalVerb.Detach),
        LocalVerb.Check => nameof(LocalVerb.Check),
        LocalVerb.Gc => nameof(LocalVerb.Gc),
        LocalVerb.Status => nameof(LocalVerb.Status),
        _ => throw new ArgumentOutOfRangeException(nameof(verb), "Not a verb of this plugin."),
    };

    private static LocalFailure FailureOf(string? name) => name switch
    {
        nameof(LocalFailure.None) => LocalFailure.None,
        nameof(LocalFailure.Invalid) => LocalFailure.Invalid,
        nameof(LocalFailure.Unknown) => LocalFailure.Unknown,
        nameof(LocalFailure.Exists) => LocalFailure.Exists,
        nameof(LocalFailure.NoNamespace) => LocalFailure.NoNamespace,
        nameof(LocalFailure.Taken) => LocalFailure.Taken,
        nameof(LocalFailure.TryAgain) => LocalFailure.TryAgain,
        nameof(LocalFailure.Damaged) => LocalFailure.Damaged,
        nameof(LocalFailure.Kernel) => LocalFailure.Kernel,
        _ => throw new JsonException($"'{name}' is no failure that this plugin knows."),
    };
}
