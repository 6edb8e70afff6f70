using Microsoft.Extensions.Logging;

namespace Netaas.Agent.Attachments;

/// <summary>How pods of this node end, whoever has a reason: in the journal first, then their ports are free, and the record hears.</summary>
internal sealed class Endings(AttachmentBook book, PublishedPorts ports, KernelCalls kernel, Action tell, ILogger log)
{
    /// <summary>Ends one that could not be made, which its caller is told as the answer.</summary>
    public void Withdraw(LocalPod pod, string reason)
    {
        book.End(pod, reason);
        foreach (var key in pod.Keys)
            ports.Remove(key);
        tell();
    }

    public void End(LocalPod pod, string reason)
    {
        Log.AttachmentEnded(log, pod.Pod.AttachmentId, reason);
        Withdraw(pod, reason);
        kernel.GiveUp(pod, reason);
    }
}
