using Microsoft.Extensions.Logging;
using Netaas.Core.Naming;

namespace Netaas.Agent;

internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information, "Node {Name} is enrolled as {Node}.")]
    public static partial void Enrolled(ILogger log, string name, NodeId node);

    [LoggerMessage(2001, LogLevel.Warning, "Enrolling failed and is tried again: {Words}")]
    public static partial void EnrolFailed(ILogger log, string words);

    [LoggerMessage(2002, LogLevel.Warning, "Fetching a snapshot failed and is tried again: {Words}")]
    public static partial void SnapshotFailed(ILogger log, string words);

    [LoggerMessage(2003, LogLevel.Information, "The replica is at revision {Revision} with {Items} items, from {Origin}.")]
    public static partial void ReplicaReady(ILogger log, long revision, int items, string origin);

    [LoggerMessage(2004, LogLevel.Information, "Revision {Revision} doesn't follow on {Held}: asking for a snapshot.")]
    public static partial void Gap(ILogger log, long revision, long held);

    [LoggerMessage(2005, LogLevel.Warning, "{Object} failed: {Words}")]
    public static partial void ObjectFailed(ILogger log, string @object, string words);

    [LoggerMessage(2006, LogLevel.Warning, "The audit found {Count} objects that were not as wanted and repaired {Repaired}, first {First}.")]
    public static partial void DriftRepaired(ILogger log, int count, int repaired, string first);

    [LoggerMessage(2007, LogLevel.Error, "The node's kernel could not be worked on; it is opened anew: {Words}")]
    public static partial void KernelLost(ILogger log, string words);

    [LoggerMessage(2009, LogLevel.Warning, "A report could not be sent and a later one will be: {Words}")]
    public static partial void ReportFailed(ILogger log, string words);

    [LoggerMessage(2010, LogLevel.Warning, "The node was enrolled anew as {Node} and was {Former}: what it held is removed.")]
    public static partial void IdentityChanged(ILogger log, NodeId node, NodeId former);

    [LoggerMessage(2011, LogLevel.Warning, "The node's queue could not be connected and is tried again: {Words}")]
    public static partial void QueueFailed(ILogger log, string words);

    [LoggerMessage(2035, LogLevel.Warning, "The queue {Queue} delivers nothing any more and is listened at anew.")]
    public static partial void QueueDeaf(ILogger log, string queue);

    [LoggerMessage(2036, LogLevel.Warning, "The node's queue could not be left in time: {Words}")]
    public static partial void QueueNotLeft(ILogger log, string words);

    [LoggerMessage(2012, LogLevel.Warning, "The replica could not be saved: {Words}")]
    public static partial void SaveFailed(ILogger log, string words);

    [LoggerMessage(2037, LogLevel.Warning, "The saved replica can't be read, as it is damaged, of another version, or another node's: the kernel is left as it is until the control plane sends a view.")]
    public static partial void ReplicaUnread(ILogger log);

    [LoggerMessage(2013, LogLevel.Error, "The agent's loop failed and begins again.")]
    public static partial void SessionFailed(ILogger log, Exception failure);

    [LoggerMessage(2015, LogLevel.Information, "Attachment {Attachment} ended: {Reason}.")]
    public static partial void AttachmentEnded(ILogger log, string attachment, string reason);

    [LoggerMessage(2016, LogLevel.Warning, "Attachment {Attachment} was refused by the record and is taken down: {Reason}")]
    public static partial void AttachmentRefused(ILogger log, string attachment, string reason);

    [LoggerMessage(2017, LogLevel.Warning, "The record could not be told of attachments and will be: {Words}")]
    public static partial void AttachmentsUntold(ILogger log, string words);

    [LoggerMessage(2018, LogLevel.Warning, "A caller on the node's socket could not be served: {Words}")]
    public static partial void CallerFailed(ILogger log, string words);

    [LoggerMessage(2014, LogLevel.Warning, "The node's listeners could not be read: {Words}")]
    public static partial void ListenersUnread(ILogger log, string words);

    [LoggerMessage(2019, LogLevel.Warning, "{Words}")]
    public static partial void NamesUnserved(ILogger log, string words);

    [LoggerMessage(2030, LogLevel.Warning, "Node {Node} does not answer any more: nobody is sent there.")]
    public static partial void PeerDied(ILogger log, NodeId node);

    [LoggerMessage(2031, LogLevel.Information, "Node {Node} answers again.")]
    public static partial void PeerReturned(ILogger log, NodeId node);

    [LoggerMessage(2033, LogLevel.Warning, "Neighbors could not be asked or told of an address: {Words}")]
    public static partial void NeighborsUntold(ILogger log, string words);

    [LoggerMessage(2034, LogLevel.Information, "The node answers for the load-balancer addresses {Addresses}.")]
    public static partial void Answers(ILogger log, string addresses);

    [LoggerMessage(2032, LogLevel.Warning, "Other nodes could not be watched and will be: {Words}")]
    public static partial void PeersUnwatched(ILogger log, string words);
}
