using Netaas.Terraform.Values;
using Xunit;

namespace Netaas.UnitTests.Terraform;

public sealed class MessagePackTests
{
    public static TheoryData<string, string> Samples => new()
    {
        { "c0", "null" }, { "c2", "false" }, { "7f", "127" }, { "ff", "-1" }, { "d0 80", "-128" }, { "cd ffff", "65535" }, { "cf 0000000100000000", "4294967296" },
        { "d3 ffffffff00000000", "-4294967296" }, { "cb 3fb999999999999a", "0.1" }, { "a2 6869", "hi" }, { "d9 01 78", "x" }, { "93 01 c0 a0", "[1,null,]" },
        { "81 a1 61 91 c3", "{a:[true]}" }, { "dc 0001 05", "[5]" }, { "d4 00 00", "?" }, { "c7 03 0c 81 01 c2", "?" },
    };

    [Theory, MemberData(nameof(Samples))]
    public void Every_form_that_terraform_sends_is_read(string hex, string shown) =>
        Assert.Equal(shown, Show(MessagePackReader.Read(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)))));

    [Theory, MemberData(nameof(Samples))]
    public void What_is_written_is_read_as_the_same(string hex, string shown)
    {
        var value = MessagePackReader.Read(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        Assert.Equal(shown, Show(MessagePackReader.Read(MessagePackWriter.Write(value))));
    }

    [Fact]
    public void A_value_that_ends_too_early_is_refused() => Assert.Throws<FormatException>(() => MessagePackReader.Read([0xa5, 0x68]));

    private static string Show(Value value) => value switch
    {
        FlagValue flag => flag.Content ? "true" : "false",
        NumberValue number => number.Content.ToString(System.Globalization.CultureInfo.InvariantCulture),
        TextValue text => text.Content,
        ItemsValue items => $"[{string.Join(',', items.Items.Select(Show))}]",
        FieldsValue fields => $"{{{string.Join(',', fields.Fields.Select(field => $"{field.Key}:{Show(field.Value)}"))}}}",
        _ => value.IsUnknown ? "?" : "null",
    };
}
