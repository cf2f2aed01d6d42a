using System.Net;
using Reconciler.Core.Diagnostics;
using Reconciler.Web.Tls;

namespace Reconciler.Web.Tests;

public sealed class WebAccessTests
{
    [Theory(DisplayName = "Where a token is set, only who sends it is let in")]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("Bearer wrong", false)]
    [InlineData("Bearer token and more", false)]
    [InlineData("token", false)]
    [InlineData("Bearer token", true)]
    [InlineData("bearer token", true)]
    public void Token(string? authorization, bool isAllowed) => Assert.Equal(isAllowed, new WebAccess(new(IPAddress.Any, 1), "token", null).Allows(authorization));

    [Fact(DisplayName = "Without a token or authorities of clients it answers on loopback alone, and refuses other addresses by name")]
    public void Loopback()
    {
        Assert.True(new WebAccess(new(IPAddress.Loopback, 1), null, null).Allows(null));
        new WebAccess(new(IPAddress.IPv6Loopback, 1), null, null).RequireCredentialsBeyondLoopback();
        new WebAccess(new(IPAddress.Any, 1), "token", null).RequireCredentialsBeyondLoopback();
        new WebAccess(new(IPAddress.Any, 1), null, null, new Shown(true)).RequireCredentialsBeyondLoopback();
        foreach (var tls in new Shown?[] { null, new(false) })
        {
            var refused = Assert.Throws<ReconcilerException>(() => new WebAccess(new(IPAddress.Any, 8440), null, null, tls).RequireCredentialsBeyondLoopback());
            Assert.Contains("0.0.0.0:8440", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact(DisplayName = "A client certificate stands in for the token only where authorities of clients are named; without one nobody is let in")]
    public void Certificate()
    {
        var asked = new WebAccess(new(IPAddress.Loopback, 1), null, null, new Shown(true));
        Assert.True(asked.Allows(null, hasClientCertificate: true));
        Assert.False(asked.Allows(null));
        Assert.False(asked.Allows("Bearer "));
        Assert.True((asked with { Token = "token" }).Allows("Bearer token"));
        Assert.False(new WebAccess(new(IPAddress.Any, 1), "token", null, new Shown(false)).Allows(null, hasClientCertificate: true));
    }

    [Fact(DisplayName = "A token that goes over a network in clear is noticed")]
    public void InClear()
    {
        Assert.True(new WebAccess(new(IPAddress.Any, 1), "token", null).SendsTokenInClear);
        Assert.False(new WebAccess(new(IPAddress.Loopback, 1), "token", null).SendsTokenInClear);
        Assert.False(new WebAccess(new(IPAddress.Any, 1), "token", null, new Shown(false)).SendsTokenInClear);
    }

    private sealed record Shown(bool AsksForClients) : IServingTls
    {
        public ServingTls Current => throw new NotSupportedException();
    }
}
