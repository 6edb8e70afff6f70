using Netaas.KernelTests.Netlink;
using Netaas.Nftables;
using Xunit;

namespace Netaas.KernelTests.Nftables;

public sealed class NftablesContextTests
{
    [Fact]
    public void Context_stays_in_the_namespace_it_was_opened_in()
    {
        using var first = new TestNamespace();
        using var second = new TestNamespace();
        using var here = NftablesContext.Open(first.Namespace.Handle);
        using var there = NftablesContext.Open(second.Namespace.Handle);

        Assert.True(here.Run("add table inet one").IsSuccess);
        Assert.True(there.Run("add table inet two").IsSuccess);

        Assert.Equal("table inet one", here.Run("list tables").Output.Trim());
        Assert.Equal("table inet two", there.Run("list tables").Output.Trim());
    }

    [Fact]
    public void Script_is_applied_whole_or_not_at_all()
    {
        using var ns = new TestNamespace();
        using var nft = NftablesContext.Open(ns.Namespace.Handle);

        var result = nft.Run("add table inet one\nadd chain inet two c\n");

        Assert.False(result.IsSuccess);
        Assert.Contains("    2  add chain inet two c", result.Error, StringComparison.Ordinal);
        Assert.Equal("", nft.Run("list ruleset").Output);
    }

    [Fact]
    public void Check_changes_nothing()
    {
        using var ns = new TestNamespace();
        using var nft = NftablesContext.Open(ns.Namespace.Handle);

        Assert.True(nft.Check("add table inet one").IsSuccess);
        Assert.False(nft.Check("add nonsense").IsSuccess);

        Assert.Equal("", nft.Run("list ruleset").Output);
    }

    [Fact]
    public void Context_works_in_a_program_with_more_descriptors_than_the_library_knows()
    {
        using var first = new TestNamespace();
        using var second = new TestNamespace();
        using var before = NftablesContext.Open(first.Namespace.Handle);
        var others = Enumerable.Range(0, 1100).Select(_ => File.OpenHandle("/dev/null", share: FileShare.ReadWrite)).ToList();
        try
        {
            using var behind = NftablesContext.Open(second.Namespace.Handle);

            Assert.True(behind.Run("add table inet one").IsSuccess);
        }
        finally
        {
            others.ForEach(other => other.Dispose());
        }
    }

    [Fact]
    public async Task Contexts_of_many_threads_do_not_disturb_each_other()
    {
        var workers = Enumerable.Range(0, 8).Select(number => Task.Run(() =>
        {
            using var ns = new TestNamespace();
            using var nft = NftablesContext.Open(ns.Namespace.Handle);
            for (var i = 0; i < 50; i++)
            {
                Assert.True(nft.Run($"add table inet t{number}\nadd map inet t{number} m {{ type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service; }}").IsSuccess);
                Assert.True(nft.Run($"add element inet t{number} m {{ 10.0.{number}.{i} . tcp . {i} : 10.1.{number}.{i} . {i} }}").IsSuccess);
                // A refusal by the kernel takes it 16 ms.
                if (i % 10 == 0)
                    Assert.False(nft.Run($"add rule inet t{number} none ip saddr 10.0.0.1 masquerade").IsSuccess);
                Assert.False(nft.Run("what is this").IsSuccess);
                Assert.Contains($"10.1.{number}.{i}", nft.List($"list table inet t{number}").Output, StringComparison.Ordinal);
            }
        }));
        await Task.WhenAll(workers);
    }
}
