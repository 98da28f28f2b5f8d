namespace Gateway.Sandbox;

/// <summary>What a newcomer reads after the first start: that nothing is billed, and a command that works when pasted.</summary>
internal static class SandboxBanner
{
    /// <param name="gateway">Where the gateway listens, without a trailing slash.</param>
    public static string Text(string gateway, Uri sandbox) => $$"""

        There is no vendor key, so a sandbox on {{sandbox.GetLeftPart(UriPartial.Authority)}} answers in the vendor's place. Nothing is billed.
        Team: {{SandboxApp.Team}} ($50 a day)   Key: {{SandboxApp.TeamKey}}

        Order a video:

          curl -s {{gateway}}/api/v1/model/generateVideo \
            -H 'Authorization: Bearer {{SandboxApp.TeamKey}}' -H 'Content-Type: application/json' \
            -d '{"model":"{{SandboxApp.Model}}","prompt":"A beautiful sunset over the ocean","duration":5}'

        Then ask for it, with the id of the answer (done after about 4 seconds):

          curl -s {{gateway}}/api/v1/model/prediction/ID -H 'Authorization: Bearer {{SandboxApp.TeamKey}}'

        Words in the prompt such as sandbox:fail make the vendor misbehave: src/Gateway/Sandbox/README.md.

        """;
}
