using System.Net;
using Reconciler.Core.Diagnostics;

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

    [Fact(DisplayName = "Without a token it answers on loopback alone, and refuses other addresses by name")]
    public void Loopback()
    {
        Assert.True(new WebAccess(new(IPAddress.Loopback, 1), null, null).Allows(null));
        new WebAccess(new(IPAddress.IPv6Loopback, 1), null, null).RequireTokenBeyondLoopback();
        new WebAccess(new(IPAddress.Any, 1), "token", null).RequireTokenBeyondLoopback();
        var refused = Assert.Throws<ReconcilerException>(() => new WebAccess(new(IPAddress.Any, 8440), null, null).RequireTokenBeyondLoopback());
        Assert.Contains("0.0.0.0:8440", refused.Message, StringComparison.Ordinal);
    }
}
