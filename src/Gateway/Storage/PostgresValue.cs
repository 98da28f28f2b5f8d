namespace Gateway.Storage;

/// <summary>One argument of a statement: a value, or a whole column of them. An array is never taken for several arguments.</summary>
internal readonly record struct PostgresValue(object? Value)
{
    public static implicit operator PostgresValue(string? value) => new(value);
    public static implicit operator PostgresValue(int value) => new(value);
    public static implicit operator PostgresValue(long value) => new(value);
    public static implicit operator PostgresValue(string?[] column) => new(column);
    public static implicit operator PostgresValue(bool[] column) => new(column);
    public static implicit operator PostgresValue(int[] column) => new(column);
    public static implicit operator PostgresValue(long[] column) => new(column);
    public static implicit operator PostgresValue(long?[] column) => new(column);
    public static implicit operator PostgresValue(byte[][] column) => new(column);
}
