using System.Net;
using Netaas.Lab;
using Netaas.Lab.Wiring;
using Xunit;

namespace Netaas.UnitTests.Lab;

public sealed class LabLayoutTests
{
    [Fact]
    public void Nodes_have_their_names_paths_and_addresses_by_number()
    {
        var layout = new LabLayout(new LabOptions("0a1b2c", 3));

        Assert.Equal("/run/netns/lab-0a1b2c-underlay", layout.UnderlayPath);
        Assert.Equal("/run/netns/lab-0a1b2c-outside", layout.OutsidePath);
        Assert.Equal(
            ["node-1 /run/netns/lab-0a1b2c-node-1 172.31.0.11/24", "node-2 /run/netns/lab-0a1b2c-node-2 172.31.0.12/24", "node-3 /run/netns/lab-0a1b2c-node-3 172.31.0.13/24"],
            layout.Nodes.Select(n => $"{n.Name} {n.NamespacePath} {n.Address}"));
        Assert.Equal("172.31.0.1/24", Assert.Single(Assert.Single(layout.Subnets).Router).ToString());
        Assert.Equal("198.51.100.2/24", Assert.Single(layout.Outside).ToString());
        Assert.Throws<ArgumentException>(() => layout.Node("node-4"));
    }

    [Fact]
    public void Nodes_go_round_among_the_subnets_with_addresses_of_both_families()
    {
        var layout = new LabLayout(new LabOptions("0a1b2c", 3) { Subnets = 2, Ipv6 = true });

        Assert.Equal(
            ["node-1 a switch 172.31.0.11/24, 2001:db8:31::b/64", "node-2 b switch-2 172.31.1.12/24, 2001:db8:31:1::c/64", "node-3 a switch 172.31.0.13/24, 2001:db8:31::d/64"],
            layout.Nodes.Select(n => $"{n.Name} {n.Zone} {n.Subnet.Switch} {string.Join(", ", n.Addresses)}"));
        Assert.Equal(["172.31.1.1/24", "2001:db8:31:1::1/64"], layout.Subnets[1].Router.Select(router => router.ToString()));
    }

    [Fact]
    public void Largest_lab_stays_within_the_underlay() =>
        Assert.Equal("172.31.0.254/24", new LabLayout(new LabOptions("000000", LabOptions.MaxNodes)).Nodes[^1].Address.ToString());

    [Theory]
    [InlineData("000000", "198.18.0.1", "198.18.0.2")]
    [InlineData("000001", "198.18.0.5", "198.18.0.6")]
    [InlineData("007fff", "198.19.255.253", "198.19.255.254")]
    [InlineData("ffffff", "198.19.255.253", "198.19.255.254")]
    public void Management_subnet_derives_from_the_id(string id, string host, string router)
    {
        var layout = new LabLayout(new LabOptions(id, 1, ManagementLink: true));

        Assert.Equal((IPAddress.Parse(host), IPAddress.Parse(router)), (layout.ManagementHost.Address, layout.ManagementRouter.Address));
        Assert.Equal(30, layout.ManagementHost.PrefixLength);
        Assert.Equal($"lab-{id}", layout.ManagementName.Value);
    }

    [Theory]
    [InlineData("0a1b2c", 0)]
    [InlineData("0a1b2c", 245)]
    [InlineData("0A1B2C", 3)]
    [InlineData("0a1b2", 3)]
    [InlineData("../../", 3)]
    public void Options_that_cannot_be_used_say_why(string id, int nodes) => Assert.NotNull(new LabOptions(id, nodes).Problem);

    [Theory]
    [InlineData(0)]
    [InlineData(27)]
    public void Number_of_subnets_that_cannot_be_is_refused(int subnets) => Assert.NotNull(new LabOptions("0a1b2c", 3) { Subnets = subnets }.Problem);

    [Fact]
    public void Source_check_lets_pod_cidrs_through_where_it_is_told()
    {
        var options = new LabOptions("0a1b2c", 1) { LetThrough = [IPNetwork.Parse("10.20.0.0/16"), IPNetwork.Parse("fd00:20::/48")] };
        var script = SourceCheck.Compile(new LabLayout(options)).ToString();

        Assert.Contains("filter-prerouting ip saddr 10.20.0.0/16 accept", script, StringComparison.Ordinal);
        Assert.Contains("filter-prerouting ip6 saddr fd00:20::/48 accept", script, StringComparison.Ordinal);
    }

    [Fact]
    public void Id_of_a_folder_is_the_start_of_its_paths_hash()
    {
        // printf /srv/netaas/.run | sha256sum
        Assert.Equal("bf86cb", LabOptions.IdOf("/srv/netaas/.run"));
        Assert.Null(new LabOptions(LabOptions.IdOf("/srv/netaas/.run"), 3).Problem);
    }

    [Fact]
    public void Source_check_lists_each_port_with_its_own_address_only()
    {
        var lines = SourceCheck.Compile(new LabLayout(new LabOptions("0a1b2c", 2))).ToString().Split('\n');

        Assert.Contains("add element bridge source-check sources { \"node-1\" . 172.31.0.11, \"node-2\" . 172.31.0.12 }", lines);
        Assert.Contains(lines, l => l.StartsWith("add rule bridge source-check filter-prerouting drop ", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("add rule inet router filter-prerouting iifname \"outside\" ip saddr != 198.51.100.2 drop ", StringComparison.Ordinal));
    }
}
