using Netaas.Cli.Http;

namespace Netaas.Cli.Commands;

/// <summary>What went wrong, in words and as an exit status.</summary>
internal static class Failures
{
    public static async Task<int> GuardAsync(Call call, Func<Call, CancellationToken, Task<int>> run, CancellationToken ct)
    {
        using (call)
            try
            {
                return await run(call, ct);
            }
            catch (RefusedException refused)
            {
                Tell(call.Error, refused.Problem);
                return ExitCode.Failed;
            }
            catch (UsageException usage)
            {
                call.Error.WriteLine($"netaas: {usage.Message}");
                return ExitCode.Usage;
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return ExitCode.Interrupted;
            }
            catch (Exception away) when (away is HttpRequestException or TaskCanceledException)
            {
                call.Error.WriteLine($"netaas: {call.Api.Endpoint.Url} does not answer ({away.Message}). Is it the right installation? `netaas context list` shows all.");
                return ExitCode.Failed;
            }
            catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
            {
                call.Error.WriteLine($"netaas: {broken.Message}");
                return ExitCode.Failed;
            }
    }

    public static void Tell(TextWriter error, ApiProblem problem)
    {
        if (problem.Errors.Count == 0)
            error.WriteLine($"netaas: {problem.Detail}");
        foreach (var field in problem.Errors)
            error.WriteLine($"netaas: {(field.Field.Length > 0 ? field.Field + ": " : "")}{field.Message}");
        if (problem.Conflicts.Count > 0)
            error.WriteLine($"  in the way: {string.Join(", ", problem.Conflicts)}");
        if (problem.Suggestion is { } suggestion)
            error.WriteLine($"  free would be: {suggestion}");
    }
}
