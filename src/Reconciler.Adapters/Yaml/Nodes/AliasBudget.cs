namespace Reconciler.Adapters.Yaml.Nodes;

/// <summary>Counts the aliases of a file and, per document, the nodes they repeat.</summary>
internal sealed class AliasBudget
{
    private int _aliases;
    private int _repeated;

    public void StartDocument() => _repeated = 0;

    /// <summary>False when the alias goes beyond a limit.</summary>
    public bool TrySpend(int nodes)
    {
        _aliases++;
        _repeated = Math.Min(YamlLimits.RepeatedNodes + 1, _repeated + Math.Min(nodes, YamlLimits.RepeatedNodes + 1));
        return _aliases <= YamlLimits.Aliases && _repeated <= YamlLimits.RepeatedNodes;
    }
}
