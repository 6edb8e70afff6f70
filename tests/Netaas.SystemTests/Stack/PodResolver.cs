namespace Netaas.SystemTests.Stack;

/// <summary>Asks for names as a program in a pod does: by the resolver of its C library, with the pod's settings as its resolv.conf.</summary>
internal static class PodResolver
{
    /// <summary>The addresses of a name in order, of both families; null where it has none.</summary>
    public static async Task<string?> ResolveAsync(Pod pod, string settings, string name) => await AskAsync(pod, settings, "ahosts", name) is { } lines
        ? string.Join(' ', lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]).Distinct().Order(StringComparer.Ordinal))
        : null;

    /// <summary>The name of an address; null where it has none.</summary>
    public static async Task<string?> NameAsync(Pod pod, string settings, string address) =>
        (await AskAsync(pod, settings, "hosts", address))?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1].Trim();

    private static async Task<string?> AskAsync(Pod pod, string settings, string database, string key)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, settings);
            // A mount namespace of its own: the machine's own resolv.conf stays what it is.
            var asked = await Shell.RunAsync(
            [
                "unshare", "--mount", "--propagation", "private", "sh", "-c",
                "mount --bind \"$0\" /etc/resolv.conf && exec nsenter --net=\"$1\" -- getent \"$2\" \"$3\"", file, pod.NetnsPath, database, key,
            ]);
            return asked.Succeeded ? asked.Output : null;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
