using System.Diagnostics;
using Netaas.Netlink;
using Xunit;

namespace Netaas.KernelTests.Netlink;

public sealed class ElementSocketTests : IDisposable
{
    private static readonly SetAddress s_set = new(TableFamily.Inet, "t", "addresses");
    private static readonly SetAddress s_map = new(TableFamily.Inet, "t", "ports");

    private readonly TestNamespace _test = new();
    private readonly ElementSocket _socket;

    public ElementSocketTests()
    {
        Nft("add table inet t; add set inet t addresses { type ipv4_addr; }; add map inet t ports { type inet_proto . inet_service : ipv4_addr . inet_service; }");
        _socket = ElementSocket.Open(_test.Namespace);
    }

    [Fact]
    public void What_is_added_is_what_nft_lists_and_what_is_found()
    {
        Assert.Empty(_socket.Apply([Add(s_set, [10, 1, 2, 3]), Add(s_map, [6, 0, 0, 0, 0x1f, 0x90, 0, 0], [10, 1, 1, 2, 0, 80, 0, 0])]));
        Assert.Contains("elements = { 10.1.2.3 }", Nft("list set inet t addresses"), StringComparison.Ordinal);
        Assert.Contains("elements = { tcp . 8080 : 10.1.1.2 . 80 }", Nft("list map inet t ports"), StringComparison.Ordinal);

        var found = _socket.Find([(s_map, Key(6, 0, 0, 0, 0x1f, 0x90, 0, 0)), (s_set, Key(9, 9, 9, 9)), (s_set, Key(10, 1, 2, 3))]);
        Assert.Equal([10, 1, 1, 2, 0, 80, 0, 0], found[0]?.Value.ToArray());
        Assert.Null(found[1]);
        Assert.Equal([10, 1, 2, 3], found[2]?.Key.ToArray());
    }

    [Fact]
    public void What_a_transaction_made_is_told_as_it_is_in_the_kernel()
    {
        byte[] key = [6, 0, 0, 0, 0, 80, 0, 0];
        _socket.Apply([Add(s_map, key, [10, 1, 1, 2, 0, 80, 0, 0])]);
        var told = new List<string>();

        Assert.Empty(_socket.Apply([new(s_map, new(Key(key), default), IsDeletion: true), Add(s_map, key, [10, 1, 1, 3, 0, 80, 0, 0]), Add(s_set, [10, 0, 0, 1])], Note));

        Assert.Equal(["- ports 0600000000500000 0A01010200500000", "+ ports 0600000000500000 0A01010300500000", "+ addresses 0A000001 "], told);
        told.Clear();
        Assert.NotEmpty(_socket.Apply([Add(s_set, [10, 0, 0, 2]), new(s_set, new(Key(10, 0, 0, 9), default), IsDeletion: true)], Note));
        Assert.Empty(_socket.Apply([Add(s_set, [10, 0, 0, 1])], Note));
        Assert.Empty(told);

        void Note(SetAddress set, ElementBytes element, bool isGone) =>
            told.Add($"{(isGone ? '-' : '+')} {set.Set} {Convert.ToHexString(element.Key)} {Convert.ToHexString(element.Value)}");
    }

    [Fact]
    public void One_refusal_undoes_the_whole_transaction_and_is_named()
    {
        var refused = _socket.Apply([Add(s_set, [10, 0, 0, 1]), new(s_set, new(Key(10, 0, 0, 9), default), IsDeletion: true), Add(s_set, [10, 0, 0, 2])]);
        Assert.Equal([1], refused.Keys);
        Assert.Empty(_socket.List(s_set));
    }

    [Fact]
    public void An_element_is_changed_by_deleting_and_adding_it_in_one_transaction()
    {
        byte[] key = [6, 0, 0, 0, 0, 80, 0, 0];
        _socket.Apply([Add(s_map, key, [10, 1, 1, 2, 0, 80, 0, 0])]);
        Assert.Empty(_socket.Apply([Add(s_map, key, [10, 1, 1, 2, 0, 80, 0, 0])]));
        Assert.NotEmpty(_socket.Apply([Add(s_map, key, [10, 1, 1, 3, 0, 80, 0, 0])]));
        Assert.Empty(_socket.Apply([new(s_map, new(key, default), IsDeletion: true), Add(s_map, key, [10, 1, 1, 3, 0, 80, 0, 0])]));
        Assert.Equal([10, 1, 1, 3, 0, 80, 0, 0], Assert.Single(_socket.List(s_map)).Value.ToArray());
    }

    [Fact]
    public void Thousands_of_elements_go_and_come_back_whole()
    {
        var keys = Enumerable.Range(0, 20_000).Select(i => new byte[] { 10, (byte)(i >> 16), (byte)(i >> 8), (byte)i }).ToList();
        Assert.Empty(_socket.Apply([.. keys.Select(key => Add(s_set, key))]));
        Assert.Equal(keys.Count, _socket.List(s_set).Select(element => Convert.ToHexString(element.Key.Span)).Distinct().Count());
        Assert.All(_socket.Find([.. keys.Select(key => (s_set, new ReadOnlyMemory<byte>(key)))]), found => Assert.NotNull(found));
    }

    [Fact]
    public void A_set_that_is_not_there_is_empty_and_refuses_elements()
    {
        var missing = s_set with { Set = "missing" };
        Assert.Empty(_socket.List(missing));
        Assert.Null(Assert.Single(_socket.Find([(missing, Key(10, 0, 0, 1))])));
        Assert.Equal([0], _socket.Apply([Add(missing, [10, 0, 0, 1])]).Keys);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _test.Dispose();
    }

    private static ReadOnlyMemory<byte> Key(params byte[] bytes) => bytes;

    private static ElementChange Add(SetAddress set, byte[] key, byte[]? value = null) => new(set, new SetElement(key, value), IsDeletion: false);

    private string Nft(string command)
    {
        var start = _test.Namespace.Command("nft", command);
        start.RedirectStandardOutput = true;
        using var nft = Process.Start(start) ?? throw new InvalidOperationException("nft doesn't start.");
        var output = nft.StandardOutput.ReadToEnd();
        nft.WaitForExit();
        Assert.Equal(0, nft.ExitCode);
        return output;
    }
}
