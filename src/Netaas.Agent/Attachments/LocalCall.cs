using Netaas.Contracts.Local;

namespace Netaas.Agent.Attachments;

/// <summary>A request from the node, and where its answer goes.</summary>
/// <param name="ArrivedAt">Timestamp of the time provider.</param>
internal sealed record LocalCall(LocalRequest Request, TaskCompletionSource<LocalAnswer> Answer, long ArrivedAt)
{
    public void Say(LocalAnswer answer) => Answer.TrySetResult(answer);

    public void Refuse(LocalFailure failure, string message) => Say(LocalAnswer.Failed(failure, message));
}
