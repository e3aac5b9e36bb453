/**
 * Text that a model wrote, as Markdown. Nothing in it is trusted: raw HTML is shown as the text it is, links say where
 * they go and open in the system's browser, images are links, and hidden characters are shown. A chunk of its own, so
 * that the window can start without it.
 */
import type { Element, Root } from "hast";
import { type ComponentProps, cloneElement, isValidElement, memo, type ReactNode } from "react";
import { type Components, defaultRemarkPlugins, Streamdown, type StreamdownProps } from "streamdown";
import { visible } from "../../parts/visible";
import { CodeBlock } from "./code-block";
import { ImageLink, Link } from "./link";

interface Props {
  text: string;
  /** More is coming: unfinished Markdown is read as if it were finished. */
  streaming: boolean;
}

const Markdown = memo(function Markdown({ text, streaming }: Props) {
  return (
    <Streamdown
      mode={streaming ? "streaming" : "static"}
      parseIncompleteMarkdown={streaming}
      components={components}
      remarkPlugins={remarkPlugins}
      rehypePlugins={rehypePlugins}
      urlTransform={keepUrl}
      controls={false}
      linkSafety={noLinkSafety}
      className="prose"
    >
      {visible(text)}
    </Streamdown>
  );
});

export default Markdown;

const remarkPlugins = Object.values(defaultRemarkPlugins);
/** Only what Markdown itself makes: without a plugin for raw HTML, Streamdown shows it as the text it is. */
const rehypePlugins: NonNullable<StreamdownProps["rehypePlugins"]> = [];
const noLinkSafety = { enabled: false };

/** Links are judged by the component that draws them; none of them becomes an `href`. */
function keepUrl(url: string): string {
  return url;
}

type Tag<K extends keyof React.JSX.IntrinsicElements> = ComponentProps<K> & { node?: Element | undefined };

/** Plain elements: the look is in `.prose`, and no property of the text's own making is passed on. */
const plain =
  (
    Name: "p" | "ul" | "li" | "blockquote" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "strong" | "em" | "del" | "sup",
  ) =>
  ({ children }: { children?: ReactNode }) => <Name dir="auto">{children}</Name>;

// Streamdown's own type asks every entry to take every property; each of these takes what it shows.
const components = {
  p: plain("p"),
  ul: plain("ul"),
  li: plain("li"),
  blockquote: plain("blockquote"),
  // Under the conversation's own headings.
  h1: plain("h3"),
  h2: plain("h4"),
  h3: plain("h5"),
  h4: plain("h6"),
  h5: plain("h6"),
  h6: plain("h6"),
  strong: plain("strong"),
  em: plain("em"),
  del: plain("del"),
  sup: plain("sup"),
  section: ({ children }: Tag<"section">) => <div>{children}</div>,
  ol: ({ children, start }: Tag<"ol">) => <ol start={start}>{children}</ol>,
  hr: () => <hr />,
  input: ({ checked }: Tag<"input">) => <input type="checkbox" checked={checked === true} disabled readOnly />,
  table: ({ children }: Tag<"table">) => (
    <div className="table-scroll overflow-x-auto">
      <table>{children}</table>
    </div>
  ),
  thead: ({ children }: Tag<"thead">) => <thead>{children}</thead>,
  tbody: ({ children }: Tag<"tbody">) => <tbody>{children}</tbody>,
  tr: ({ children }: Tag<"tr">) => <tr>{children}</tr>,
  th: ({ children }: Tag<"th">) => <th scope="col">{children}</th>,
  td: ({ children }: Tag<"td">) => <td>{children}</td>,
  inlineCode: ({ children }: Tag<"code">) => <code>{children}</code>,
  code: ({ node }: Tag<"code">) => <CodeBlock code={textOf(node)} language={languageOf(node)} />,
  // The mark by which Streamdown tells a block of code from code in a line.
  pre: ({ children }: Tag<"pre">) =>
    isValidElement<{ "data-block"?: string }>(children) ? cloneElement(children, { "data-block": "true" }) : children,
  a: ({ node, children }: Tag<"a">) => <Link url={property(node, "href")}>{children}</Link>,
  img: ({ node }: Tag<"img">) => <ImageLink url={property(node, "src")} alt={property(node, "alt")} />,
} as unknown as Components;

function property(node: Element | undefined, name: string): string {
  const value = node?.properties[name];
  return typeof value === "string" ? value : "";
}

function textOf(node: Element | Root | undefined): string {
  return (node?.children ?? [])
    .map((child) => (child.type === "text" ? child.value : child.type === "element" ? textOf(child) : ""))
    .join("");
}

function languageOf(node: Element | undefined): string {
  const names = node?.properties.className;
  const name = Array.isArray(names) ? names.find((entry) => String(entry).startsWith("language-")) : undefined;
  return name === undefined ? "" : String(name).slice("language-".length);
}
