using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Netaas.Api.Auth;
using Netaas.Api.Networks;
using Netaas.Api.Pods;
using Netaas.Api.Pools;
using Netaas.Api.Services;
using Netaas.Core.View;
using Npgsql;

namespace Netaas.Api.Data;

/// <summary>The record as EF Core reads it. Writes are SQL statements of the kinds' stores.</summary>
internal sealed class Db(DbContextOptions<Db> options) : DbContext(options)
{
    public DbSet<NodeRow> Nodes => Set<NodeRow>();

    public DbSet<NetworkRow> Networks => Set<NetworkRow>();

    public DbSet<NetworkCidrRow> NetworkCidrs => Set<NetworkCidrRow>();

    public DbSet<NetworkMemberRow> NetworkMembers => Set<NetworkMemberRow>();

    public DbSet<BlockRow> Blocks => Set<BlockRow>();

    public DbSet<PodRow> Pods => Set<PodRow>();

    public DbSet<PodInterfaceRow> PodInterfaces => Set<PodInterfaceRow>();

    public DbSet<PortMappingRow> PortMappings => Set<PortMappingRow>();

    public DbSet<ServiceRow> Services => Set<ServiceRow>();

    public DbSet<EndpointHealthRow> EndpointHealth => Set<EndpointHealthRow>();

    public DbSet<PodReadinessRow> PodReadiness => Set<PodReadinessRow>();

    public DbSet<PoolRow> Pools => Set<PoolRow>();

    public DbSet<ReservationRow> Reservations => Set<ReservationRow>();

    public DbSet<ProjectRow> Projects => Set<ProjectRow>();

    public DbSet<TokenRow> Tokens => Set<TokenRow>();

    /// <summary>Without a connection: each session brings its own. What EF Core sets up for a context costs more than a read by name, so contexts are used again.</summary>
    private static readonly PooledDbContextFactory<Db> s_pool = new(new DbContextOptionsBuilder<Db>()
        .UseNpgsql()
        .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
        .EnableThreadSafetyChecks(false)
        .Options);

    /// <summary>The record as this connection sees it, in the transaction that it is in. Disposing leaves both to their owner.</summary>
    public static Db On(NpgsqlConnection connection, NpgsqlTransaction? transaction = null)
    {
        var db = s_pool.CreateDbContext();
        db.Database.SetDbConnection(connection);
        if (transaction is not null)
            db.Database.UseTransaction(transaction);
        return db;
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<NetworkType>().HaveConversion<EnumText<NetworkType>>();
        configurationBuilder.Properties<Encapsulation>().HaveConversion<EnumText<Encapsulation>>();
        configurationBuilder.Properties<Egress>().HaveConversion<EnumText<Egress>>();
        configurationBuilder.Properties<NodeEgress>().HaveConversion<EnumText<NodeEgress>>();
        configurationBuilder.Properties<PodMode>().HaveConversion<EnumText<PodMode>>();
        configurationBuilder.Properties<PoolPurpose>().HaveConversion<EnumText<PoolPurpose>>();
        configurationBuilder.Properties<Role>().HaveConversion<EnumText<Role>>();
        configurationBuilder.Properties<TransportProtocol>().HaveConversion<EnumText<TransportProtocol>>();
        configurationBuilder.Properties<ServiceType>().HaveConversion<EnumText<ServiceType>>();
        configurationBuilder.Properties<SessionAffinity>().HaveConversion<EnumText<SessionAffinity>>();
        configurationBuilder.Properties<TrafficPolicy>().HaveConversion<EnumText<TrafficPolicy>>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<NodeRow>(e =>
        {
            e.ToTable("nodes").Ignore(x => x.Conflicts).Property(x => x.FactsJson).HasColumnType("jsonb").HasColumnName("facts");
            e.HasQueryFilter(x => x.DeletedRevision == null);
        });
        modelBuilder.Entity<NetworkRow>(e =>
        {
            e.ToTable("networks").Ignore(x => x.HasNodeSelector).Ignore(x => x.Members).Ignore(x => x.Leaving);
            e.Property(x => x.NodeSelectorJson).HasColumnType("jsonb").HasColumnName("node_selector");
            e.HasMany(x => x.Conflicts).WithOne().HasForeignKey(x => x.NetworkId);
            e.HasMany(x => x.Strangers).WithOne().HasForeignKey(x => x.NetworkId);
            e.HasMany(x => x.Cidrs).WithOne().HasForeignKey(x => x.NetworkId);
        });
        modelBuilder.Entity<CidrConflictRow>(e => e.ToView("network_conflicts").HasKey(x => new { x.NetworkId, x.NodeId }));
        modelBuilder.Entity<StrangerRow>(e => e.ToView("named_strangers").HasKey(x => new { x.NetworkId, x.NodeId }));
        modelBuilder.Entity<NetworkCidrRow>(e => e.ToTable("network_cidrs").Ignore(x => x.IsNodeLocal));
        modelBuilder.Entity<NetworkMemberRow>(e => e.ToTable("network_members").HasKey(x => new { x.NetworkId, x.NodeId }));
        modelBuilder.Entity<BlockRow>(e => e.ToTable("blocks"));
        modelBuilder.Entity<PodRow>(e =>
        {
            e.ToTable("pods").Ignore(x => x.Interfaces).Property(x => x.PortsJson).HasColumnType("jsonb").HasColumnName("ports");
            e.Property(x => x.SourceJson).HasColumnType("jsonb").HasColumnName("source");
            e.HasOne(x => x.SharedWith).WithMany().HasForeignKey(x => x.SharedWithId);
        });
        modelBuilder.Entity<PodInterfaceRow>(e => e.ToTable("pod_interfaces").HasKey(x => new { x.PodId, x.Ordinal }));
        modelBuilder.Entity<PortMappingRow>(e => e.ToTable("port_mappings").Ignore(x => x.Members));
        modelBuilder.Entity<ServiceRow>(e =>
        {
            e.ToTable("services");
            e.Property(x => x.HealthCheckJson).HasColumnType("jsonb").HasColumnName("health_check");
            e.Property(x => x.BackendsJson).HasColumnType("jsonb").HasColumnName("backends");
            e.Property(x => x.SelectorJson).HasColumnType("jsonb").HasColumnName("selector");
            e.Property(x => x.PortsJson).HasColumnType("jsonb").HasColumnName("ports");
        });
        modelBuilder.Entity<EndpointHealthRow>(e => e.ToTable("endpoint_health").HasKey(x => new { x.ServiceId, x.PodId }));
        modelBuilder.Entity<PodReadinessRow>(e => e.ToTable("pod_readiness").HasKey(x => x.PodId));
        modelBuilder.Entity<PoolRow>(e => e.ToTable("pools").Ignore(x => x.Used));
        modelBuilder.Entity<ReservationRow>(e => e.ToTable("pool_reservations").Ignore(x => x.Name));
        modelBuilder.Entity<ProjectRow>(e =>
        {
            e.ToTable("projects");
            e.HasMany(x => x.Quotas).WithOne().HasForeignKey(x => x.ProjectId);
        });
        modelBuilder.Entity<ProjectQuotaRow>(e => e.ToTable("project_quotas").HasKey(x => new { x.ProjectId, x.Kind }));
        modelBuilder.Entity<TokenRow>(e => e.ToTable("tokens").Ignore(x => x.Secret));
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
            foreach (var property in entity.GetProperties())
            {
                if (property.Name == nameof(IResourceRow.LabelsJson))
                {
                    property.SetColumnName("labels");
                    property.SetColumnType("jsonb");
                }
                else if (property.FindAnnotation("Relational:ColumnName") is null)
                    property.SetColumnName(SnakeCase(property.Name));
            }
    }

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0)
                text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }
}

/// <summary>Choices stand in the record as they stand in JSON.</summary>
internal sealed class EnumText<T>() : ValueConverter<T, string>(
    value => ToText(value),
    text => Enum.Parse<T>(text, true)) where T : struct, Enum
{
    public static string ToText(T value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
