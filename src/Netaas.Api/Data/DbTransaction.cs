using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Netaas.Api.Data;

/// <summary>Puts an EF Core context on a connection that somebody else opened.</summary>
internal static class DbTransaction
{
    public static void Join(Db db, NpgsqlConnection connection, NpgsqlTransaction? transaction)
    {
        db.Database.SetDbConnection(connection);
        if (transaction is not null)
            db.Database.UseTransaction(transaction);
    }

    public static Task UseAsync(Db db, NpgsqlTransaction transaction, CancellationToken ct) =>
        db.Database.UseTransactionAsync(transaction, ct);
}
