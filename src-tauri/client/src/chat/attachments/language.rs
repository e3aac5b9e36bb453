//! The language of code, by the ending of its file's name: as Markdown names it in front of a block.

/// Endings whose language has another name, and names without an ending.
const NAMED: &[(&str, &str)] = &[
    ("bash", "bash"),
    ("c", "c"),
    ("cc", "cpp"),
    ("cfg", "ini"),
    ("conf", "ini"),
    ("cpp", "cpp"),
    ("cs", "csharp"),
    ("css", "css"),
    ("csv", "csv"),
    ("cxx", "cpp"),
    ("dart", "dart"),
    ("diff", "diff"),
    ("dockerfile", "dockerfile"),
    ("env", "ini"),
    ("go", "go"),
    ("gradle", "groovy"),
    ("graphql", "graphql"),
    ("h", "c"),
    ("hpp", "cpp"),
    ("htm", "html"),
    ("html", "html"),
    ("ini", "ini"),
    ("java", "java"),
    ("js", "javascript"),
    ("json", "json"),
    ("jsonc", "jsonc"),
    ("jsx", "jsx"),
    ("kt", "kotlin"),
    ("less", "less"),
    ("lua", "lua"),
    ("makefile", "makefile"),
    ("markdown", "markdown"),
    ("md", "markdown"),
    ("mjs", "javascript"),
    ("patch", "diff"),
    ("php", "php"),
    ("pl", "perl"),
    ("properties", "ini"),
    ("proto", "proto"),
    ("ps1", "powershell"),
    ("py", "python"),
    ("r", "r"),
    ("rb", "ruby"),
    ("rs", "rust"),
    ("scala", "scala"),
    ("scss", "scss"),
    ("sh", "bash"),
    ("sql", "sql"),
    ("svelte", "svelte"),
    ("svg", "xml"),
    ("swift", "swift"),
    ("tex", "latex"),
    ("toml", "toml"),
    ("ts", "typescript"),
    ("tsv", "csv"),
    ("tsx", "tsx"),
    ("vue", "vue"),
    ("xml", "xml"),
    ("yaml", "yaml"),
    ("yml", "yaml"),
    ("zsh", "bash"),
];

/// Its language; none for what is no code that is known here.
pub(super) fn of(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let ending = name.rsplit('.').next()?;
    let known = NAMED.binary_search_by_key(&ending, |(ending, _)| ending).ok()?;
    NAMED.get(known).map(|(_, language)| *language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_which_language() {
        assert!(NAMED.is_sorted_by_key(|(ending, _)| ending));
        assert_eq!(of("src/Main.RS"), Some("rust"));
        assert_eq!(of("Makefile"), Some("makefile"));
        assert_eq!(of("page.svg"), Some("xml"));
        assert_eq!(of("notes.txt"), None);
        assert_eq!(of(""), None);
    }
}
