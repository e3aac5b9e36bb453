/** The languages that get colours, and the names that people and models give them; another one is drawn plain. */

export const languageNames = [
  "bash",
  "c",
  "cpp",
  "csharp",
  "css",
  "diff",
  "docker",
  "go",
  "html",
  "java",
  "javascript",
  "json",
  "kotlin",
  "markdown",
  "php",
  "powershell",
  "python",
  "ruby",
  "rust",
  "sql",
  "swift",
  "toml",
  "tsx",
  "typescript",
  "xml",
  "yaml",
] as const;

export type Language = (typeof languageNames)[number];

/** Other names that models give them. */
const aliases: Readonly<Record<string, Language>> = {
  "c#": "csharp",
  "c++": "cpp",
  cc: "cpp",
  cjs: "javascript",
  console: "bash",
  cs: "csharp",
  dockerfile: "docker",
  golang: "go",
  h: "c",
  hpp: "cpp",
  js: "javascript",
  json5: "json",
  jsonc: "json",
  jsx: "tsx",
  kt: "kotlin",
  md: "markdown",
  mjs: "javascript",
  patch: "diff",
  ps1: "powershell",
  py: "python",
  rb: "ruby",
  rs: "rust",
  sh: "bash",
  shell: "bash",
  shellscript: "bash",
  svg: "xml",
  ts: "typescript",
  yml: "yaml",
  zsh: "bash",
};

/** The language that the words after a fence name; undefined when we do not colour it. */
export function languageNamed(words: string): Language | undefined {
  const said = /^[\w#+.-]+/.exec(words)?.[0].toLowerCase() ?? "";
  return Object.hasOwn(aliases, said) ? aliases[said] : languageNames.find((name) => name === said);
}
