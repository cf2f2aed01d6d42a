using Reconciler.Pki.Linting;

namespace Reconciler.Pki.Tests.Linting;

public class HostNamesTests
{
    [Theory(DisplayName = "NAM-05 host names in certificates")]
    [InlineData("example.com", true)]
    [InlineData("*.example.com", true)]
    [InlineData("localhost", true)]
    [InlineData("xn--bcher-kva.example", true)]
    [InlineData("1.example.com", true)]
    [InlineData("", false)]
    [InlineData("*", false)]
    [InlineData("*.*.example.com", false)]
    [InlineData("a.*.example.com", false)]
    [InlineData("a*.example.com", false)]
    [InlineData("Example.com", false)]
    [InlineData("example.com.", false)]
    [InlineData(".example.com", false)]
    [InlineData("a..example.com", false)]
    [InlineData("-a.example.com", false)]
    [InlineData("a-.example.com", false)]
    [InlineData("a_b.example.com", false)]
    [InlineData("192.0.2.1", false)]
    [InlineData("bücher.example", false)]
    public void Syntax(string name, bool valid) => Assert.Equal(valid, HostNames.IsValid(name));

    [Fact(DisplayName = "NAM-05 a label has at most 63 octets and a name at most 253")]
    public void Lengths()
    {
        var longest = string.Join('.', new string('a', 63), new string('b', 63), new string('c', 63), new string('d', 61));

        Assert.True(HostNames.IsValid(longest));
        Assert.False(HostNames.IsValid(longest + "d"));
        Assert.False(HostNames.IsValid(new string('a', 64) + ".example"));
    }
}
