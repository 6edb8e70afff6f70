using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Netaas.Cli.Yaml;

/// <summary>
/// Reads YAML (and so JSON) as JSON with the place of every field. Over the parser's events, because objects need reflection
/// and lose the places. Scalars are YAML 1.2's: `no` and `08:00` are text.
/// </summary>
internal sealed class YamlReader
{
    private readonly string _file;
    private readonly Parser _parser;
    private readonly Dictionary<string, JsonNode?> _anchors = [];
    private readonly List<Mistake> _mistakes;
    private Dictionary<string, Place> _places = [];

    private YamlReader(string file, TextReader text, List<Mistake> mistakes) => (_file, _parser, _mistakes) = (file, new Parser(text), mistakes);

    /// <summary>The documents of a text that hold something; what is wrong with it is added to the mistakes.</summary>
    public static IReadOnlyList<(JsonNode Root, IReadOnlyDictionary<string, Place> Places)> Read(string file, TextReader text, List<Mistake> mistakes)
    {
        var documents = new List<(JsonNode, IReadOnlyDictionary<string, Place>)>();
        var reader = new YamlReader(file, text, mistakes);
        try
        {
            reader._parser.Consume<StreamStart>();
            while (!reader._parser.TryConsume<StreamEnd>(out _))
                if (reader.Document() is { } root)
                    documents.Add((root, reader._places));
        }
        catch (YamlException broken)
        {
            var place = new Place(file, (int)broken.Start.Line, (int)broken.Start.Column);
            mistakes.Add(new Mistake(place, "", $"This is not YAML: {Reason(broken)}. Correct it; what stands behind it was not read."));
        }
        catch (InvalidOperationException)
        {
            // The parser's answer to a list that is never closed.
            mistakes.Add(new Mistake(reader.PlaceOf(reader._parser.Current?.End ?? Mark.Empty), "", "This is not YAML: it ends too early. Close what is open."));
        }
        return documents;
    }

    private JsonNode? Document()
    {
        _places = [];
        _anchors.Clear();
        _parser.Consume<DocumentStart>();
        var root = Node("");
        _parser.Consume<DocumentEnd>();
        return root;
    }

    private JsonNode? Node(string path)
    {
        var start = _parser.Current?.Start ?? Mark.Empty;
        _places.TryAdd(path, PlaceOf(start));
        var node = _parser switch
        {
            _ when _parser.TryConsume<Scalar>(out var scalar) => Keep(scalar, ValueOf(scalar)),
            _ when _parser.TryConsume<SequenceStart>(out var sequence) => Keep(sequence, List(path)),
            _ when _parser.TryConsume<MappingStart>(out var mapping) => Keep(mapping, Fields(path)),
            _ => Alias(),
        };
        return node;
    }

    private JsonArray List(string path)
    {
        var list = new JsonArray();
        while (!_parser.TryConsume<SequenceEnd>(out _))
            list.Add(Node($"{path}[{list.Count}]"));
        return list;
    }

    private JsonObject Fields(string path)
    {
        var fields = new JsonObject();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var name = _parser.Consume<Scalar>();
            var inner = path.Length == 0 ? name.Value : $"{path}.{name.Value}";
            if (fields.ContainsKey(name.Value))
                _mistakes.Add(new Mistake(PlaceOf(name.Start), inner, "The field stands here twice: keep one."));
            // A field is where its name stands.
            _places.TryAdd(inner, PlaceOf(name.Start));
            fields[name.Value] = Node(inner);
        }
        return fields;
    }

    private JsonNode? Alias()
    {
        var alias = _parser.Consume<AnchorAlias>();
        return _anchors.TryGetValue(alias.Value.Value, out var node)
            ? node?.DeepClone()
            : throw new YamlException(alias.Start, alias.End, $"there is no anchor &{alias.Value.Value} before it");
    }

    private JsonNode? Keep(NodeEvent start, JsonNode? node)
    {
        if (!start.Anchor.IsEmpty)
            _anchors[start.Anchor.Value] = node?.DeepClone();
        return node;
    }

    private static JsonValue? ValueOf(Scalar scalar) => scalar.Style != ScalarStyle.Plain ? JsonValue.Create(scalar.Value) : scalar.Value switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => JsonValue.Create(true),
        "false" or "False" or "FALSE" => JsonValue.Create(false),
        var text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
        var text when IsNumber(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        var text => JsonValue.Create(text),
    };

    private static bool IsNumber(string text) => text.All(sign => char.IsAsciiDigit(sign) || "+-.eE".Contains(sign)) && char.IsAsciiDigit(text[^1]);

    private Place PlaceOf(Mark mark) => new(_file, (int)mark.Line, (int)mark.Column);

    private static string Reason(YamlException broken)
    {
        var text = broken.Message.Contains("): ", StringComparison.Ordinal) ? broken.Message[(broken.Message.LastIndexOf("): ", StringComparison.Ordinal) + 3)..] : broken.Message;
        return text.TrimEnd('.');
    }
}
