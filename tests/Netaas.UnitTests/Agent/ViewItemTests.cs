using System.Reflection;
using System.Text.Json.Serialization;
using Netaas.Core.View;
using Xunit;

namespace Netaas.UnitTests.Agent;

public sealed class ViewItemTests
{
    [Fact]
    public void No_kind_of_item_is_written_with_its_key_which_its_other_fields_tell() => Assert.All(
        typeof(ViewItem).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(kind => kind.DerivedType),
        kind => Assert.NotNull(kind.GetProperty(nameof(ViewItem.Key))?.GetCustomAttribute<JsonIgnoreAttribute>(inherit: false)));
}
