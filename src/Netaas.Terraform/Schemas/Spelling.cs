using System.Text;

namespace Netaas.Terraform.Schemas;

/// <summary>Names in the API's spelling and in terraform's.</summary>
internal static class Spelling
{
    public static string Snake(string camel)
    {
        var snake = new StringBuilder();
        foreach (var letter in camel)
            snake.Append(char.IsAsciiLetterUpper(letter) ? "_" + char.ToLowerInvariant(letter) : letter);
        return snake.ToString();
    }
}
