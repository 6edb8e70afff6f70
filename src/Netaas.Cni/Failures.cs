using Netaas.Contracts.Local;

namespace Netaas.Cni;

/// <summary>The agent's failures in the specification's codes.</summary>
internal static class Failures
{
    public static void ThrowFor(LocalAnswer answer)
    {
        if (answer.Failure != LocalFailure.None)
            throw new CniException(CodeOf(answer.Failure), answer.Message ?? answer.Failure.ToString());
    }

    private static ErrorCode CodeOf(LocalFailure failure) => failure switch
    {
        LocalFailure.Invalid => ErrorCode.InvalidConfiguration,
        LocalFailure.Unknown or LocalFailure.NoNamespace => ErrorCode.UnknownContainer,
        LocalFailure.Exists or LocalFailure.Taken => ErrorCode.Exists,
        LocalFailure.TryAgain => ErrorCode.TryAgainLater,
        LocalFailure.Damaged => ErrorCode.Damaged,
        LocalFailure.Kernel => ErrorCode.Kernel,
        _ => ErrorCode.Internal,
    };
}
