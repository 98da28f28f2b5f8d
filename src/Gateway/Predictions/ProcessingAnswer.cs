using System.Text.Json;

namespace Gateway.Predictions;

/// <summary>The vendor's envelope for a prediction that is known to run, where the vendor's own bytes are not known.</summary>
internal static class ProcessingAnswer
{
    public static VendorBytes For(PredictionId prediction, string model) => new("application/json", JsonSerializer.SerializeToUtf8Bytes(new
    {
        code = 200,
        message = "success",
        data = new
        {
            id = prediction.Value,
            model,
            status = "processing",
            outputs = (string[]?)null,
            urls = new { get = $"/api/v1/model/prediction/{prediction}" },
        },
    }));
}
