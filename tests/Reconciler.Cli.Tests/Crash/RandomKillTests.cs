using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Reconciler.Cli.Tests.Crash;

public sealed class RandomKillTests
{
    private const int Certificates = 300;

    /// <summary>Kills of one test; <c>RECONCILER_KILLS=300</c> makes it a long one.</summary>
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("RECONCILER_KILLS") ?? "30", CultureInfo.InvariantCulture);

    [Fact(DisplayName = "Runs killed at random moments under load are finished by the next, and everything stays sound")]
    public async Task Random_kills()
    {
        for (var kill = 0; kill < Kills;)
        {
            using var repository = new Repository();
            repository.Write(Manifests.Many(Certificates));
            for (var ended = false; !ended && kill < Kills;)
            {
                using var process = repository.Start();
                _ = process.StandardOutput.ReadToEndAsync();
                _ = process.StandardError.ReadToEndAsync();
                ended = process.WaitForExit(Delay(kill));
                if (!ended)
                {
                    process.Kill();
                    process.WaitForExit();
                    kill++;
                }
            }

            await repository.ConvergeAsync();
            repository.Stored.AssertSound();
            Assert.Equal(Certificates, repository.Stored.Number("SELECT count(*) FROM certificate_versions"));
            Assert.Equal(Certificates, repository.Stored.Number("SELECT count(*) FROM deployments"));
        }
    }

    /// <summary>Between the start of the program and the end of its work, the same in every run of the test.</summary>
    private static TimeSpan Delay(int kill)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(BitConverter.GetBytes(kill), hash);
        return TimeSpan.FromMilliseconds(250 + (BinaryPrimitives.ReadUInt32LittleEndian(hash) % 1000));
    }
}
