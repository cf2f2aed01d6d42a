using YamlDotNet.Core;

namespace Reconciler.Adapters.Yaml.Nodes;

/// <summary>Collections are nested too deeply; the document is given up.</summary>
internal sealed class NestingException(Mark start, Mark end) : YamlException(start, end, $"collections are nested more than {YamlLimits.Depth} deep");
