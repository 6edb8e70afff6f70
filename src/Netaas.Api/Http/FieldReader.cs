using System.Globalization;
using System.Net;
using System.Text.Json;
using Netaas.Api.Resources;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;

namespace Netaas.Api.Http;

/// <summary>
/// Reads the fields of one JSON object and collects every problem on the way, unknown fields included. A field that is
/// absent or null reads as null; a field with a problem reads as its default, so that reading can go on.
/// </summary>
internal sealed class FieldReader(JsonElement body, string path, List<FieldProblem> problems)
{
    private static readonly Labels NoLabels = Resources.Labels.None;

    private readonly HashSet<string> _known = [];

    public List<FieldProblem> Problems { get; } = problems;

    public static FieldReader Of(JsonElement body)
    {
        var problems = new List<FieldProblem>();
        if (body.ValueKind != JsonValueKind.Object)
            problems.Add(new FieldProblem("", "invalid", "The body must be a JSON object."));
        return new FieldReader(body, "", problems);
    }

    public void Refuse(string field, string code, string message) => Problems.Add(new FieldProblem(path + field, code, message));

    /// <summary>Whether the field is there and not null.</summary>
    public bool Has(string field) => Find(field) is not null;

    public string? Text(string field, int maxLength = 253)
    {
        if (Find(field) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.String || value.GetString() is not { } text)
            return Refused<string>(field, "invalid", "Give a string.");
        return text.Length <= maxLength ? text : Refused<string>(field, "tooLong", $"Give at most {maxLength} characters.");
    }

    public string? Name(string field)
    {
        var text = Text(field, 1000);
        return text is null || ResourceName.IsValid(text) ? text : Refused<string>(field, "invalidName", $"Give a name of {ResourceName.Rule}.");
    }

    /// <summary>A reference by name or id.</summary>
    public string? Reference(string field)
    {
        var text = Text(field, 1000);
        return text is null || ResourceName.IsValid(text) || Guid.TryParse(text, out _)
            ? text
            : Refused<string>(field, "invalidName", "Give a name or an id.");
    }

    public int? Integer(string field, int min, int max)
    {
        if (Find(field) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= min && number <= max)
            return number;
        Refuse(field, "outOfRange", $"Give a whole number from {min} to {max}.");
        return null;
    }

    /// <summary>A moment of RFC 3339, in UTC.</summary>
    public DateTime? Time(string field)
    {
        if (Find(field) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time))
            return time.UtcDateTime;
        Refuse(field, "invalid", "Give a time such as 2027-01-31T12:00:00Z.");
        return null;
    }

    public T? Choice<T>(string field) where T : struct, Enum
    {
        if (Find(field) is not { } value)
            return null;
        var names = Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName).ToList();
        var index = value.ValueKind == JsonValueKind.String ? names.IndexOf(value.GetString() ?? "") : -1;
        if (index >= 0)
            return Enum.GetValues<T>()[index];
        Refuse(field, "invalid", $"Give one of: {string.Join(", ", names)}.");
        return null;
    }

    public double? Number(string field, double min, double max)
    {
        if (Find(field) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= min && number <= max)
            return number;
        Refuse(field, "outOfRange", string.Create(CultureInfo.InvariantCulture, $"Give a number from {min} to {max}."));
        return null;
    }

    public bool? Boolean(string field)
    {
        if (Find(field) is not { } value)
            return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        Refuse(field, "invalid", "Give true or false.");
        return null;
    }

    public IPAddress? Address(string field)
    {
        var text = Text(field);
        return text is null || Core.Addressing.Cidr.TryParseAddress(text, out var address) ? ParsedAddress(text) : Refused<IPAddress>(field, "invalidAddress", "Give an IPv4 or IPv6 address.");
    }

    public MacAddress? Mac(string field)
    {
        var text = Text(field);
        if (text is null)
            return null;
        if (MacAddress.TryParse(text, out var mac) && mac.IsUnicast)
            return mac;
        Refuse(field, "invalidMac", "Give a unicast MAC address such as 02:00:5e:10:00:01.");
        return null;
    }

    public EquatableList<IPAddress>? Addresses(string field) => List<IPAddress>(field, (element, at, items) =>
    {
        if (Core.Addressing.Cidr.TryParseAddress(AsText(element), out var address))
            items.Add(address);
        else
            Refuse(at, "invalidAddress", "Give an IPv4 or IPv6 address.");
    });

    public EquatableList<IPNetwork>? Cidrs(string field) => List<IPNetwork>(field, (element, at, items) =>
    {
        if (ReadCidr(element, at) is { } cidr)
            items.Add(cidr);
    });

    public IPNetwork? Cidr(string field) => Find(field) is { } value ? ReadCidr(value, field) : null;

    public EquatableList<int>? Integers(string field, int min, int max) => List<int>(field, (element, at, items) =>
    {
        if (element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) && number >= min && number <= max)
            items.Add(number);
        else
            Refuse(at, "outOfRange", $"Give a whole number from {min} to {max}.");
    });

    public EquatableList<T>? Choices<T>(string field) where T : struct, Enum => List<T>(field, (element, at, items) =>
    {
        var names = Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName).ToList();
        var index = names.IndexOf(AsText(element) ?? "");
        if (index >= 0)
            items.Add(Enum.GetValues<T>()[index]);
        else
            Refuse(at, "invalid", $"Give one of: {string.Join(", ", names)}.");
    });

    public EquatableList<string>? References(string field) => List<string>(field, (element, at, items) =>
    {
        if (AsText(element) is { } text && (ResourceName.IsValid(text) || Guid.TryParse(text, out _)))
            items.Add(text);
        else
            Refuse(at, "invalidName", "Give a name or an id.");
    });

    /// <summary>Each member of an array of objects.</summary>
    public EquatableList<T>? Objects<T>(string field, Func<FieldReader, T> read) => List<T>(field, (element, at, items) =>
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            Refuse(at, "invalid", "Give an object.");
            return;
        }
        var inner = new FieldReader(element, $"{path}{at}.", Problems);
        items.Add(read(inner));
        inner.RefuseUnknown();
    });

    /// <summary>A field that is an object.</summary>
    public T? Object<T>(string field, Func<FieldReader, T> read) where T : class
    {
        if (Find(field) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Object)
            return Refused<T>(field, "invalid", "Give an object.");
        var inner = new FieldReader(value, $"{path}{field}.", Problems);
        var result = read(inner);
        inner.RefuseUnknown();
        return result;
    }

    public Labels Labels(string field)
    {
        if (Find(field) is not { } value)
            return NoLabels;
        if (value.ValueKind != JsonValueKind.Object)
        {
            Refuse(field, "invalid", "Give an object of strings.");
            return NoLabels;
        }
        var pairs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in value.EnumerateObject())
            if (pair.Value.ValueKind == JsonValueKind.String && pair.Value.GetString() is { Length: <= 63 } text && pair.Name.Length is > 0 and <= 63 && IsPrintable(pair.Name) && IsPrintable(text))
                pairs[pair.Name] = text;
            else
                Refuse($"{field}.{pair.Name}", "invalid", "A label's key has 1 to 63 and its value at most 63 printable characters.");
        return new Labels(pairs);
    }

    /// <summary>Refuses by name what was not asked for until now.</summary>
    public void RefuseUnknown()
    {
        if (body.ValueKind != JsonValueKind.Object)
            return;
        foreach (var property in body.EnumerateObject())
            if (!_known.Contains(property.Name))
                Refuse(property.Name, "unknownField", $"There is no such field. Known here: {string.Join(", ", _known.Order(StringComparer.Ordinal))}.");
    }

    /// <summary>Takes notice of fields that a client may send back as it read them, and that say nothing.</summary>
    public void Ignore(params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
            _known.Add(field);
    }

    /// <summary>Says nothing about the fields of an object that could not be understood as a whole.</summary>
    public void IgnoreAll()
    {
        foreach (var property in body.EnumerateObject())
            _known.Add(property.Name);
    }

    private EquatableList<T>? List<T>(string field, Action<JsonElement, string, List<T>> read)
    {
        if (Find(field) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Array)
        {
            Refuse(field, "invalid", "Give an array.");
            return null;
        }
        var items = new List<T>();
        var index = 0;
        foreach (var element in value.EnumerateArray())
            read(element, $"{field}[{index++}]", items);
        return items.ToEquatableList();
    }

    private IPNetwork? ReadCidr(JsonElement element, string at)
    {
        switch (Core.Addressing.Cidr.TryParse(AsText(element), out var cidr))
        {
            case CidrError.None:
                return cidr;
            case CidrError.HostBits:
                Refuse(at, "hostBits", $"The address has bits set beyond the prefix: did you mean {Core.Addressing.Cidr.Format(cidr)}?");
                return null;
            case CidrError.Malformed:
                Refuse(at, "invalidCidr", "Give a CIDR such as 10.10.0.0/16.");
                return null;
            default:
                throw new InvalidOperationException("A CIDR is read or refused.");
        }
    }

    private JsonElement? Find(string field)
    {
        _known.Add(field);
        return body.ValueKind == JsonValueKind.Object && body.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;
    }

    private T? Refused<T>(string field, string code, string message) where T : class
    {
        Refuse(field, code, message);
        return null;
    }

    private static string? AsText(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    private static IPAddress? ParsedAddress(string? text) => text is null ? null : IPAddress.Parse(text);

    private static bool IsPrintable(string text) => !text.Any(char.IsControl);
}
