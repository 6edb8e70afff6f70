using Netaas.Core.View;
using Xunit;

namespace Netaas.KernelTests.Dataplane;

/// <summary>From any state to any other, on the real kernel.</summary>
public sealed class StateJumpTests : IDisposable
{
    private static readonly ViewItem[] s_base = [Items.Node(1), Items.Node(2), Items.Network(1), Items.Member(1, 1), Items.Member(1, 2)];

    private static readonly ViewItem[][] s_states =
    [
        [],
        [Items.Node(1)],
        [Items.Node(1), Items.Network(1), Items.Member(1, 1, hasBlock: false)],
        s_base,
        [.. s_base, Items.Pod(1, 1, 1), Items.Pod(2, 1, 1)],
        [.. s_base, Items.Pod(1, 1, 1), Items.Mapping(8080, Items.Address(1, 1, 1), 1)],
        [.. s_base, Items.Pod(2, 1, 1), Items.Mapping(8080, Items.Address(2, 1, 1), 1) with { Protocol = TransportProtocol.Udp }],
        [Items.Node(1), Items.Node(2), Items.Network(1) with { Mtu = 1400, VxlanPort = 4790 }, Items.Member(1, 1), Items.Member(1, 2), Items.Pod(1, 1, 1)],
        [.. s_base, Items.Network(2), Items.Member(2, 1), Items.Pod(1, 1, 1), Items.Pod(4, 2, 1)],
    ];

    private readonly TestFleet _fleet = new(1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_jumps_between_states_leave_each_as_if_it_were_the_first(int seed)
    {
        var random = new Random(seed);
        var seen = new Dictionary<int, string>();
        for (var jump = 0; jump < 15; jump++)
        {
            var state = random.Next(s_states.Length);
            _fleet.Apply(1, s_states[state]);
            Assert.Empty(_fleet.Drift(1).Select(step => step.ToString()));
            var look = Look();
            Assert.Equal(seen.TryGetValue(state, out var before) ? before : look, look);
            seen[state] = look;
        }
    }

    public void Dispose() => _fleet.Dispose();

    /// <summary>With other eyes than ours.</summary>
    private string Look() => _fleet.Shell("node-1", """
        ip -o link | sed -E 's/^[0-9]+: ([^@:]+).* mtu ([0-9]+).*/\1 \2/' | sort
        ip -o addr | awk '{print $2, $4}' | sort; ip route | sed "s/ linkdown//" | sort; ip neigh show nud permanent | sort
        for table in inet bridge; do nft -a list table $table netaas 2>/dev/null | tr -s ',={}\n\t ' '\n' | grep -v -E '^[0-9]+$|handle' | sort; done
        """);
}
