/** Character references as models write them. Whoever draws the character shows it when it is a hidden one. */

const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
  copy: "©",
  reg: "®",
  trade: "™",
  hellip: "…",
  mdash: "—",
  ndash: "–",
  lsquo: "‘",
  rsquo: "’",
  ldquo: "“",
  rdquo: "”",
  laquo: "«",
  raquo: "»",
  bull: "•",
  middot: "·",
  deg: "°",
  plusmn: "±",
  times: "×",
  divide: "÷",
  minus: "−",
  ne: "≠",
  le: "≤",
  ge: "≥",
  asymp: "≈",
  infin: "∞",
  larr: "←",
  rarr: "→",
  uarr: "↑",
  darr: "↓",
  harr: "↔",
  euro: "€",
  pound: "£",
  yen: "¥",
  cent: "¢",
  sect: "§",
  para: "¶",
  auml: "ä",
  ouml: "ö",
  uuml: "ü",
  szlig: "ß",
  eacute: "é",
};

export function decoded(text: string): string {
  return text.includes("&")
    ? text.replace(
        /&(?:#[xX]([\da-fA-F]{1,6})|#(\d{1,7})|([a-z]{2,8}));/g,
        (whole, hex?: string, decimal?: string, name?: string) => {
          if (name !== undefined) {
            return Object.hasOwn(NAMED, name) ? (NAMED[name] ?? whole) : whole;
          }
          const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
          const real = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
          return real ? String.fromCodePoint(code) : "\ufffd";
        },
      )
    : text;
}
