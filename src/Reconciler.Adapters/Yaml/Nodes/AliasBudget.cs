namespace Reconciler.Adapters.Yaml.Nodes;

/// <summary>Counts the aliases of a file and, per document, the nodes they repeat.</summary>
internal sealed class AliasBudget
{
    private int _aliases;
    private int _repeated;
    private bool _isBeyond;

    /// <summary>The last alias was the first of the file that went beyond; one report is enough.</summary>
    public bool IsFirstBeyond { get; private set; }

    public void StartDocument() => _repeated = 0;

    /// <summary>False when the alias goes beyond a limit.</summary>
    public bool TrySpend(int nodes)
    {
        _aliases++;
        _repeated = Math.Min(YamlLimits.RepeatedNodes + 1, _repeated + Math.Min(nodes, YamlLimits.RepeatedNodes + 1));
        var fits = _aliases <= YamlLimits.Aliases && _repeated <= YamlLimits.RepeatedNodes;
        IsFirstBeyond = !fits && !_isBeyond;
        _isBeyond |= !fits;
        return fits;
    }
}
