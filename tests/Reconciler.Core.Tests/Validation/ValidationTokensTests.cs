using Reconciler.Core.Validation;
using Reconciler.Testing;

namespace Reconciler.Core.Tests.Validation;

public class ValidationTokensTests
{
    /// <summary>Computed with <c>openssl dgst -sha256 -mac HMAC</c>; whoever changes one of these breaks every record that people have published.</summary>
    public static TheoryData<string, string, string, string, string, string> Vectors => new()
    {
        { "default", "default", "validations.example.net", "www.example.com", "396a00f73669e0ea2bdd10bae2465e12", "9bd6047769be817f203cd9598f4c25cc" },
        { "5f0c2d7e", "shop", "validations.example.net", "example.com", "4b55313e585877d57729e54c37983e1f", "54e846f66eea49ca3ba236015dd30047" },
        { "sält", "a-b", "v.example", "xn--bcher-kva.example", "e69b6c0f5838109d6909c16f050f74d4", "b3f2501902ed6669e1083fd172f8b785" },
    };

    [Theory(DisplayName = "DNS-02 The record's tokens are the written vectors")]
    [MemberData(nameof(Vectors))]
    public void MatchesVectors(string salt, string account, string zone, string domain, string name, string value)
    {
        var tokens = ValidationTokens.Derive(salt, account, zone, domain);
        Assert.Equal($"_{name}.{domain}", tokens.Owner);
        Assert.Equal($"_{value}.{zone}", tokens.Target);
    }

    [SkippableTheory(DisplayName = "DNS-02 The vectors are what openssl computes")]
    [MemberData(nameof(Vectors))]
    public void VectorsAreOpenssl(string salt, string account, string zone, string domain, string name, string value)
    {
        Assert.Equal(name, Openssl(salt, $"v1|name|{account}|{zone}|{domain}"));
        Assert.Equal(value, Openssl(salt, $"v1|value|{account}|{zone}|{domain}"));
    }

    [Fact(DisplayName = "DNS-02 Both labels are 32 lower-case hexadecimal digits and differ from each other")]
    public void HasTheForm()
    {
        var tokens = ValidationTokens.Derive("salt", "shop", "validations.example.net", "example.com");
        Assert.Matches(@"^_[0-9a-f]{32}\.example\.com$", tokens.Owner);
        Assert.Matches(@"^_[0-9a-f]{32}\.validations\.example\.net$", tokens.Target);
        Assert.NotEqual(tokens.Owner[..33], tokens.Target[..33]);
    }

    [Fact(DisplayName = "DNS-04 Another account, salt or zone gives other tokens, even with a copied salt")]
    public void DependsOnAccountSaltAndZone()
    {
        var all = new[]
        {
            ValidationTokens.Derive("salt", "shop", "v.example", "example.com"),
            ValidationTokens.Derive("salt", "blog", "v.example", "example.com"),
            ValidationTokens.Derive("Salt", "shop", "v.example", "example.com"),
            ValidationTokens.Derive("salt", "shop", "w.example", "example.com"),
        };
        Assert.Equal(4, all.Select(tokens => tokens.Owner).Distinct().Count());
        Assert.Equal(4, all.Select(tokens => tokens.Target[..33]).Distinct().Count());
    }

    [Fact(DisplayName = "DNS-05 No record covers another name: each host has tokens of its own")]
    public void DependsOnTheDomain()
    {
        var apex = ValidationTokens.Derive("salt", "shop", "v.example", "example.com");
        var host = ValidationTokens.Derive("salt", "shop", "v.example", "www.example.com");
        Assert.NotEqual(apex.Owner[..33], host.Owner[..33]);
        Assert.NotEqual(apex.Target, host.Target);
    }

    private static string Openssl(string salt, string message)
    {
        var key = Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(salt));
        var run = ExternalPrograms.Run("openssl", ["dgst", "-sha256", "-mac", "HMAC", "-macopt", $"hexkey:{key}"], input: message);
        Assert.Equal(0, run.ExitCode);
        return run.Output.Trim()[^64..][..32];
    }
}
