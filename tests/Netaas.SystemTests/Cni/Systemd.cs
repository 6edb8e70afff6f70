using System.Diagnostics;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Cni;

/// <summary>
/// Debian's systemd as the first process of namespaces and a control group of its own: it sees the units of one folder and no
/// others, and starts one of them. The machine's /run/netns is its own, too.
/// </summary>
internal sealed class Systemd : IAsyncDisposable
{
    private const string Enter = """
        set -eu
        group=$(findmnt -n -t cgroup2 -o TARGET | head -n 1)/$GROUP
        mkdir -p "$group"
        echo $$ > "$group/cgroup.procs"
        exec unshare --fork --kill-child --pid --mount --ipc --uts --net --cgroup bash -euc "$INSIDE"
        """;

    private const string Inside = """
        mount --make-rprivate /
        mkdir -p "$FOLDER/netns"
        mount --rbind /run/netns "$FOLDER/netns"
        mount -t tmpfs tmpfs /run
        mkdir -p /run/netns
        mount --rbind "$FOLDER/netns" /run/netns
        mount -t proc proc /proc
        mount -t cgroup2 cgroup2 /sys/fs/cgroup
        container=netaas SYSTEMD_UNIT_PATH="$FOLDER/units" exec /lib/systemd/systemd --system --unit="$UNIT" > "$FOLDER/log" 2>&1
        """;

    private readonly Process _process;
    private readonly string _group;

    private Systemd(Process process, string group) => (_process, _group) = (process, group);

    /// <param name="folder">Has the units, in its own "units".</param>
    public static async Task<Systemd> StartAsync(string folder, string unit)
    {
        Assert.SkipUnless(File.Exists("/lib/systemd/systemd"), "needs systemd");
        Assert.SkipUnless((await Shell.RunAsync(["findmnt", "-n", "-t", "cgroup2"])).Succeeded, "needs control groups of version 2");
        var group = "netaas-" + Path.GetFileName(Path.GetDirectoryName(folder));
        var environment = new Dictionary<string, string> { ["FOLDER"] = folder, ["UNIT"] = unit, ["GROUP"] = group, ["INSIDE"] = Inside };
        return new Systemd(Shell.Start(["bash", "-c", Enter], environment), group);
    }

    public async ValueTask DisposeAsync()
    {
        // Its first process goes with it, and with that one all others.
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        var script = """
            group=$(findmnt -n -t cgroup2 -o TARGET | head -n 1)/$0
            for _ in $(seq 100); do find "$group" -depth -type d -exec rmdir {} + 2> /dev/null && exit; sleep 0.1; done
            exit 1
            """;
        (await Shell.RunAsync(["bash", "-c", script, _group])).Expect();
    }
}
