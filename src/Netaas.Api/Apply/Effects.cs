using Microsoft.AspNetCore.Http;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Resources;

namespace Netaas.Api.Apply;

internal static class Effects
{
    /// <summary>What a write has come to.</summary>
    /// <param name="before">As the resource was asked for; null where there was none.</param>
    public static Outcome<Applied> Of<TSpec, TRow>(Session session, IResourceKind<TSpec, TRow> kind, TSpec? before, Written<TRow> written)
        where TSpec : class, ISpec
        where TRow : class, IResourceRow
    {
        if (written.Row is not { } row)
            return written.Problem ?? throw new InvalidOperationException("A write ends with a row or a problem.");
        var isWritten = session.Changes.Any(change => change.Revision == row.Revision);
        var effect = !isWritten ? Effect.Unchanged : written.Status == StatusCodes.Status201Created ? Effect.Created : Effect.Changed;
        return new Applied(effect, kind.Kind, row.Id, row.Name, kind.RequirementsOf(row)) { Before = before, After = kind.SpecOf(row), Secret = row.Secret };
    }
}
