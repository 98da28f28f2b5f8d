using Microsoft.Extensions.Primitives;

namespace Gateway.Configuration;

/// <summary>A source whose keys come after those of the sources before it, instead of being sorted among them.</summary>
internal sealed class OrderKeepingSource(IConfigurationSource inner) : IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider(inner.Build(builder));

    private sealed class Provider(IConfigurationProvider inner) : IConfigurationProvider
    {
        public bool TryGet(string key, out string? value) => inner.TryGet(key, out value);
        public void Set(string key, string? value) => inner.Set(key, value);
        public IChangeToken GetReloadToken() => inner.GetReloadToken();
        public void Load() => inner.Load();
        public IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath) =>
            earlierKeys.Concat(inner.GetChildKeys([], parentPath));
        public override string? ToString() => inner.ToString();
    }
}
