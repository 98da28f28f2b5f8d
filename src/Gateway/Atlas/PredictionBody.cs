using System.Buffers;

namespace Gateway.Atlas;

/// <summary>A vendor's answer about a prediction, ready to be written with the gateway's own address in <c>urls.get</c>.</summary>
internal sealed class PredictionBody
{
    public VendorBytes Vendor => throw new NotImplementedException();

    public static PredictionBody From(VendorBytes vendor, PredictionId prediction) => throw new NotImplementedException();

    /// <summary>Length in bytes of what <see cref="Write"/> writes.</summary>
    public int LengthFor(string origin) => throw new NotImplementedException();

    /// <param name="origin"><c>https://host</c>, without a slash at the end.</param>
    public void Write(IBufferWriter<byte> output, string origin) => throw new NotImplementedException();
}
