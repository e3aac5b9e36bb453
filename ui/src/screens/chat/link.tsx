/**
 * Links in a model's text. None has an `href`: the window goes nowhere. A link shows its host where the text does not,
 * and opens in the system's browser, the http of an intranet too; anything but a plain web address stays text.
 */
import { isValidElement, type ReactNode } from "react";
import { useText } from "../../i18n/text";
import { commands } from "../../ipc";
import { visible } from "../../parts/visible";
import { attempt } from "../../state/problems";

/** The address when it may be opened; null otherwise. */
export function openable(url: string): URL | null {
  try {
    const parsed = new URL(url);
    // What runs on this computer takes a visit for its owner's.
    const web = parsed.protocol === "https:" || (parsed.protocol === "http:" && !isHere(parsed.hostname));
    return web && parsed.username === "" && parsed.password === "" ? parsed : null;
  } catch {
    return null;
  }
}

function isHere(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, "");
  return /^127\.|^\[::1\]$|^\[::ffff:7f|^(.+\.)?localhost$|^0\.0\.0\.0$|^\[::\]$/.test(name);
}

export function Link({ url, children }: { url: string; children?: ReactNode }) {
  const t = useText();
  const target = openable(url);
  if (target === null) {
    const said = plainText(children);
    // An address of mail that says nothing else is text like any other.
    if (url.toLowerCase() === `mailto:${said.toLowerCase()}`) {
      return <span>{children}</span>;
    }
    return (
      <span title={t.chat.unsafeLink}>
        {children}
        {said === url ? null : <span className="text-soft"> ({visible(url.slice(0, 500))})</span>}
      </span>
    );
  }
  const said = plainText(children);
  const showsHost = said.toLowerCase().includes(target.host) && /^https?:\/\/|^[\w.-]+\.\w+/.test(said);
  return (
    <span>
      <LinkText url={target.href} label={t.chat.linkTo(target.href)}>
        {children}
      </LinkText>
      {showsHost && sameTarget(said, target) ? null : <span className="text-soft"> ({shown(target)})</span>}
    </span>
  );
}

/** Where it goes; that it is not encrypted is not left out. */
function shown(target: URL): string {
  return target.protocol === "https:" ? target.host : `http://${target.host}`;
}

export function LinkText({
  url,
  label,
  testId = "link",
  children,
}: {
  url: string;
  label: string;
  testId?: string;
  children: ReactNode;
}) {
  const open = () => attempt(commands.openLink(url));
  return (
    // biome-ignore lint/a11y/useSemanticElements: an anchor with an href could navigate the window; a button would not wrap.
    <span
      role="link"
      tabIndex={0}
      data-testid={testId}
      data-url={url}
      title={label}
      onClick={open}
      onKeyDown={(event) => {
        if (event.key === "Enter") {
          open();
        }
      }}
      className="cursor-pointer rounded-sm text-accent underline underline-offset-2 hover:no-underline"
    >
      {children}
    </span>
  );
}

/** A text that looks like an address must be this address, or it hides where the link goes. */
function sameTarget(said: string, target: URL): boolean {
  try {
    const shown = new URL(/^https?:\/\//i.test(said) ? said : `https://${said}`);
    // What stands before an @ is a name, and looks like the host.
    return shown.host === target.host && shown.username === "" && shown.password === "";
  } catch {
    return false;
  }
}

function plainText(children: ReactNode): string {
  if (typeof children === "string" || typeof children === "number") {
    return String(children);
  }
  if (Array.isArray(children)) {
    return children.map(plainText).join("");
  }
  return isValidElement<{ children?: ReactNode }>(children) ? plainText(children.props.children) : "";
}
