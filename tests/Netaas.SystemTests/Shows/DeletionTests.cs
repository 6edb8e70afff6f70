using System.Net;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Shows;

[Collection(AllInOneCollection.Name)]
public sealed class DeletionTests(AllInOneStack stack)
{
    private static readonly string[] s_places = ["node-1", "node-2", "node-3", "outside", "underlay"];

    [Fact]
    public async Task Deleting_everything_leaves_every_kernel_as_it_was_before_the_first_write()
    {
        var before = await ImagesAsync();
        var podsBefore = PodNamespaces();

        (await stack.Rest.PostAsync("networks", """{"name": "passing", "podCidrs": ["10.40.0.0/16"]}""")).Expect(HttpStatusCode.Created);
        var first = await Pod.CreateAsync(stack, "first", "passing", "node-1");
        await Pod.CreateAsync(stack, "second", "passing", "node-2");
        await Pod.CreateAsync(stack, "third", "passing", "node-3");
        var mapping = """{"name": "everywhere", "hostPort": 9090, "pod": "first", "targetPort": 80}""";
        (await stack.Rest.PostAsync("port-mappings?wait=ready", mapping)).Expect(HttpStatusCode.Created);
        var during = await ImagesAsync();
        Assert.All(s_places.Take(3), node => Assert.NotEqual(before[node], during[node]));
        Assert.True(File.Exists(first.NetnsPath));

        foreach (var path in new[] { "port-mappings/everywhere", "pods/first", "pods/second", "pods/third", "networks/passing" })
            (await stack.Rest.DeleteAsync(path + "?wait=ready&timeout=30s")).Expect(HttpStatusCode.NoContent);

        var after = await ImagesAsync();
        Assert.All(s_places, place => Assert.Equal(before[place], after[place]));
        Assert.Equal(podsBefore, PodNamespaces());
        Assert.Empty(await stack.Rest.ListAsync("networks"));
        Assert.Empty(await stack.Rest.ListAsync("pods"));
    }

    private async Task<Dictionary<string, string>> ImagesAsync()
    {
        var images = new Dictionary<string, string>();
        foreach (var place in s_places)
            images[place] = await Kernel.ImageAsync(stack.NodeNetns(place));
        return images;
    }

    private static List<string> PodNamespaces() =>
        [.. Directory.EnumerateFiles("/run/netns", "na-*").Order(StringComparer.Ordinal)];
}
