//! Which variables of a program's environment decide what code runs.
//!
//! A command that was seen and allowed is worth nothing where a value that nobody saw makes it run something else: another
//! registry for `npx`, another home folder with a start file in it.

/// They only ever serve to run other code than the command.
const REFUSED: [&str; 10] = [
    "BASHOPTS",
    "BASH_ENV",
    "ENV",
    "GCONV_PATH",
    "GLIBC_TUNABLES",
    "IFS",
    "PROMPT_COMMAND",
    "PS4",
    "SHELLOPTS",
    "_RLD_LIST",
];
/// The same, by how they begin.
const REFUSED_BEGINNINGS: [&str; 3] = ["LD_", "DYLD_", "BASH_FUNC_"];

/// They decide where code comes from, and people do set them.
const DECIDING: [&str; 49] = [
    "APPDATA",
    "AR",
    "BROWSER",
    "CC",
    "CLASSPATH",
    "COMSPEC",
    "CURL_CA_BUNDLE",
    "CURL_HOME",
    "CXX",
    "EDITOR",
    "GIT_ASKPASS",
    "GOAUTH",
    "GOCACHEPROG",
    "GOENV",
    "GOFLAGS",
    "GOINSECURE",
    "GOMODCACHE",
    "GONOPROXY",
    "GONOSUMDB",
    "GOPATH",
    "GOPRIVATE",
    "GOPROXY",
    "GOROOT",
    "GOSUMDB",
    "GOTOOLCHAIN",
    "GOVCS",
    "HOME",
    "LOCALAPPDATA",
    "MAKEFLAGS",
    "PAGER",
    "PATH",
    "PATHEXT",
    "PKG_CONFIG",
    "PROGRAMFILES",
    "PSMODULEPATH",
    "REQUESTS_CA_BUNDLE",
    "SHELL",
    "SSH_ASKPASS",
    "SUDO_ASKPASS",
    "SYSTEMDRIVE",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "TMPDIR",
    "USERPROFILE",
    "VIRTUAL_ENV",
    "VISUAL",
    "WGETRC",
    "ZDOTDIR",
];
/// The same, by how they begin: what package managers and runtimes read.
const DECIDING_BEGINNINGS: [&str; 43] = [
    "ASDF_",
    "BUNDLE_",
    "BUN_",
    "CARGO_",
    "CGO_",
    "CMAKE_",
    "COMPLUS_",
    "CONDA_",
    "CORECLR_",
    "COREPACK_",
    "COR_",
    "DENO_",
    "DOCKER_",
    "DOTNET_",
    "ELECTRON_",
    "GEM_",
    "GIT_",
    "GRADLE_",
    "JAVA_",
    "JDK_",
    "JRUBY_",
    "LUA_",
    "MAVEN_",
    "MISE_",
    "NODE_",
    "NPM_CONFIG_",
    "NVM_",
    "OPENSSL_",
    "PERL",
    "PHP",
    "PIP_",
    "PKG_CONFIG_",
    "PNPM_",
    "PYENV_",
    "PYTHON",
    "RUBY",
    "RUST",
    "SSL_CERT_",
    "UV_",
    "VOLTA_",
    "XDG_",
    "YARN_",
    "_JAVA_",
];
/// Names among them that hold a secret after all.
const SECRET: [&str; 5] = ["API_KEY", "PASSWORD", "SECRET", "TOKEN", "_AUTH"];

/// It can't be set.
pub(super) fn is_refused(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    REFUSED.contains(&name.as_str()) || begins(&name, &REFUSED_BEGINNINGS)
}

/// Its value is part of the command, and shown with it.
pub(super) fn decides(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    DECIDING.contains(&name.as_str())
        || begins(&name, &DECIDING_BEGINNINGS) && !SECRET.iter().any(|secret| name.contains(secret))
}

fn begins(name: &str, all: &[&str]) -> bool {
    all.iter().any(|beginning| name.starts_with(beginning))
}
