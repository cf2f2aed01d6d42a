using Reconciler.Core.Domain;

namespace Reconciler.Core.Tests.Domain;

public class PublicSuffixesTests
{
    [Theory(DisplayName = "NAM-05 The registered domain is the public suffix and one label more")]
    [InlineData("com", null)]
    [InlineData("b.example.com", "example.com")]
    [InlineData("example", null)]
    [InlineData("a.b.shop.example", "shop.example")]
    [InlineData("uk.com", "uk.com")]
    [InlineData("co.uk", null)]
    [InlineData("www.example.co.uk", "example.co.uk")]
    [InlineData("c.kobe.jp", null)]
    [InlineData("a.b.c.kobe.jp", "b.c.kobe.jp")]
    [InlineData("www.city.kobe.jp", "city.kobe.jp")]
    [InlineData("test.ck", null)]
    [InlineData("a.b.test.ck", "b.test.ck")]
    [InlineData("www.www.ck", "www.ck")]
    [InlineData("ck", null)]
    [InlineData("www.test.k12.ak.us", "test.k12.ak.us")]
    [InlineData("xn--55qx5d.cn", null)]
    [InlineData("www.xn--85x722f.xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn")]
    [InlineData("xn--fiqs8s", null)]
    public void RegisteredDomain(string name, string? registered)
    {
        Assert.Equal(registered, PublicSuffixes.RegisteredDomain(name));
        Assert.Equal(registered is null, PublicSuffixes.IsPublicSuffix(name));
    }

    [Fact(DisplayName = "NAM-05 The list says of which day it is")]
    public void HasADate() => Assert.Matches("^20[0-9]{2}-[0-9]{2}-[0-9]{2}$", PublicSuffixes.Version);
}
