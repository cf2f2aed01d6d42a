using System.Globalization;

namespace Reconciler.Testing.Git;

/// <summary>A Git repository of its own below the temporary folder, made with the <c>git</c> program and no configuration but its own.</summary>
public sealed class TempGitRepository : IDisposable
{
    private readonly TempFolder _folder = new();
    private DateTimeOffset _clock = ManualTime.Start;

    public TempGitRepository()
    {
        Directory.CreateDirectory(Path);
        Git("init", "-q", "-b", "main");
    }

    /// <summary>Root of the working tree.</summary>
    public string Path => _folder.Combine("work");

    /// <summary>Committer time of the last commit; one minute after the one before.</summary>
    public DateTimeOffset LastCommitTime => _clock;

    /// <summary>Writes a file of the working tree, making its folders; returns its absolute path.</summary>
    public string Write(string relativePath, string content) => _folder.Write(System.IO.Path.Combine("work", relativePath), content);

    /// <summary>Commits everything in the working tree; returns the commit's id.</summary>
    public string Commit(string message = "change")
    {
        _clock += TimeSpan.FromMinutes(1);
        Git("add", "-A");
        Git("commit", "-q", "--allow-empty", "-m", message);
        return Git("rev-parse", "HEAD");
    }

    /// <summary>A bare clone beside the working tree; returns its path.</summary>
    public string CloneBare()
    {
        var path = _folder.Combine("bare.git");
        Git("clone", "-q", "--bare", Path, path);
        return path;
    }

    /// <summary>Runs <c>git</c> in the working tree; returns its output without the last line end.</summary>
    public string Git(params string[] arguments)
    {
        var time = _clock.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var run = ExternalPrograms.Run(
            "env",
            [
                "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", $"GIT_AUTHOR_DATE={time}", $"GIT_COMMITTER_DATE={time}",
                ExternalPrograms.Require("git"), "-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "protocol.file.allow=always", .. arguments,
            ],
            Path);
        Assert.True(run.ExitCode == 0, run.All);
        return run.Output.TrimEnd();
    }

    public void Dispose() => _folder.Dispose();
}
