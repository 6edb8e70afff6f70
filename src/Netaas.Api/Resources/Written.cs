using Netaas.Api.Http;

namespace Netaas.Api.Resources;

/// <summary>How a write ended: with a row, with a problem, or with the answer that was given before.</summary>
/// <param name="Status">Of the answer.</param>
/// <param name="Location">Of a resource just created.</param>
/// <param name="DeletedAt">The revision of a deletion.</param>
/// <param name="EndsAt">When it goes, deleted with grace.</param>
internal sealed record Written<TRow>(
    TRow? Row, int Status, string? Location = null, long? DeletedAt = null, DateTime? EndsAt = null, FirstAnswer? Replay = null, Problem? Problem = null)
    where TRow : class
{
    public Written(Problem? problem) : this(null, 0, Problem: problem ?? throw new ArgumentNullException(nameof(problem)))
    {
    }
}
