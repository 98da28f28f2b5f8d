using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>For what measures the whole process: nothing else runs beside it.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
