using System.Net;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Nftables;
using Netaas.Nftables.Objects;
using Xunit;

namespace Netaas.UnitTests.Nftables;

public sealed class ValueTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("filter-forward")]
    [InlineData("lb-3.x_1")]
    public void Name_of_letters_digits_and_few_signs_is_taken(string text) => Assert.Equal(text, new NftName(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("1a")]
    [InlineData("-a")]
    [InlineData("a b")]
    [InlineData("a;flush ruleset")]
    [InlineData("a\nb")]
    [InlineData("a\"")]
    [InlineData("ä")]
    [InlineData("@a")]
    public void Name_with_anything_else_is_refused(string? text)
    {
        Assert.False(NftName.IsValid(text));
        Assert.Throws<ArgumentException>(() => new NftName(text!));
    }

    [Fact]
    public void Name_is_bounded_and_reserved_words_are_refused()
    {
        Assert.True(NftName.IsValid(new string('a', NftName.MaxLength)));
        Assert.False(NftName.IsValid(new string('a', NftName.MaxLength + 1)));
        Assert.DoesNotContain(NftReservedWords.All, NftName.IsValid);
        Assert.Contains("flush", NftReservedWords.All);
    }

    [Fact]
    public void Values_have_one_text_form()
    {
        Assert.Equal("10.10.0.1", NftValue.Of(IPAddress.Parse("10.10.0.1")).Text);
        Assert.Equal("fd00::1", NftValue.Of(IPAddress.Parse("FD00:0:0::1")).Text);
        Assert.Equal("10.10.0.0/16", NftValue.Of(IPNetwork.Parse("10.10.0.0/16")).Text);
        Assert.Equal("10.10.0.1", NftValue.Of(IPNetwork.Parse("10.10.0.1/32")).Text);
        Assert.Equal("fd00::1", NftValue.Of(IPNetwork.Parse("fd00::1/128")).Text);
        Assert.Equal("8000-8010", NftValue.Ports(8000, 8010).Text);
        Assert.Equal("8000", NftValue.Ports(8000, 8000).Text);
        Assert.Equal("02:00:5e:10:00:01", NftValue.Of(new MacAddress(0x02_00_5e_10_00_01)).Text);
        Assert.Equal("\"eth0\"", NftValue.Of(new InterfaceName("eth0")).Text);
        Assert.Equal("\"na-*\"", NftValue.NamesBeginning(new InterfaceName("na-")).Text);
        Assert.Equal("goto lb-1", NftValue.Goto(new NftName("lb-1")).Text);
        Assert.Equal("10.10.0.1 . 80", NftValue.Join(NftValue.Of(IPAddress.Parse("10.10.0.1")), NftValue.Of(80)).Text);
        Assert.Equal("", default(NftValue).Text);
    }

    [Theory]
    [InlineData("eth\"0")]
    [InlineData("eth*")]
    [InlineData("eth\\0")]
    public void Interface_name_that_nft_would_read_otherwise_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => NftValue.Of(new InterfaceName(name)));

    [Fact]
    public void Expression_takes_typed_values_only()
    {
        var set = NftExpression.Of($"ip daddr {{ {IPAddress.Loopback} }}");
        IEnumerable<NftValue> ports = [NftValue.Of(80), NftValue.Of(443)];

        var expression = NftExpression.Of($"{set} iifname {new InterfaceName("eth0")} tcp dport {ports} ip saddr {IPNetwork.Parse("10.0.0.0/8")} meta mark {7} accept");

        Assert.Equal("ip daddr { 127.0.0.1 } iifname \"eth0\" tcp dport { 80, 443 } ip saddr 10.0.0.0/8 meta mark 7 accept", expression.Text);
    }

    [Fact]
    public void Comment_marks_a_rule_by_its_text_alone()
    {
        var chain = new NftName("c");
        var rule = new NftRule(chain, NftExpression.Of($"ip saddr {IPAddress.Loopback} drop"));

        Assert.Equal(rule.Comment, new NftRule(new NftName("d"), NftExpression.Of($"ip saddr 127.0.0.1 drop")).Comment);
        Assert.NotEqual(rule.Comment, (rule with { Expression = NftExpression.Of($"ip saddr 127.0.0.2 drop") }).Comment);
        Assert.Matches("^[0-9a-f]{10}$", rule.Comment);
    }

    [Fact]
    public void Note_cannot_leave_its_quotes_nor_grow_too_long()
    {
        var rule = new NftRule(new NftName("c"), NftExpression.Of($"drop"), "web\" accept; flush ruleset\n# ü");
        Assert.EndsWith(" web? accept? flush ruleset?? ?", rule.Comment, StringComparison.Ordinal);

        Assert.Equal(NftRule.MaxCommentLength, (rule with { Note = new string('n', 500) }).Comment.Length);
    }
}
