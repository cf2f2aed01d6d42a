using System.Collections.Immutable;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Desired;

/// <summary>spec of kind Account.</summary>
public sealed record AccountSpec
{
    /// <summary>The first is the home region.</summary>
    public required ImmutableArray<string> Regions { get; init; }

    public ImmutableArray<string> Owners { get; init; } = [];

    /// <summary>Public salt of the validation tokens; null means the account's name.</summary>
    public string? ValidationSalt { get; init; }

    public AccountQuotas Quotas { get; init; } = new();

    public AccountLimits Limits { get; init; } = new();

    /// <summary>What account <c>default</c> is without a manifest.</summary>
    public static AccountSpec Undeclared { get; } = new() { Regions = ["local"] };
}

/// <summary>Only names per certificate is in force unless declared (row GEN-06).</summary>
public sealed record AccountQuotas
{
    public int NamesPerCertificate { get; init; } = 10;

    public int? Certificates { get; init; }

    public int? RequestsPerYear { get; init; }

    public int? Authorities { get; init; }
}

/// <summary>What one run may do, per verb (row GIT-06), and how many certificates the account may get within a time.</summary>
public sealed record AccountLimits
{
    public RunLimit Revoke { get; init; } = new(10, 10);

    public RunLimit Remove { get; init; } = new(100, 10);

    public RunLimit Replace { get; init; } = new(500, 25);

    public IssueLimit Issue { get; init; } = new();
}

/// <summary>A run may touch <c>max(3, min(count, percent of the account's live certificates))</c>.</summary>
public sealed record RunLimit(int Count, int Percent);

/// <summary>How many certificates an account may get, first ones, renewals and replacements together.</summary>
public sealed record IssueLimit
{
    /// <summary>Null: three for each declared certificate, more where it lives for less than the time, and at least 1000.</summary>
    public int? Count { get; init; }

    /// <summary>Exact, at most 7 days: the state shows ended versions no longer than that.</summary>
    public Period Within { get; init; } = Period.Days(1);
}
