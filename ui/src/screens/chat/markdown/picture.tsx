/**
 * An image that a text names. It is not fetched: a fetch tells its host that, and when, this text was read. A click
 * has the core fetch it once and draw it anew.
 */
import { ExternalLink, Image } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useSay } from "../../../i18n/say";
import { useText } from "../../../i18n/text";
import { commands, type Sentence, toError } from "../../../ipc";
import { Spinner } from "../../../parts/spinner";
import { visible, visibleLine } from "../../../parts/visible";
import { LinkText, openable } from "../link";

type State = { is: "closed" } | { is: "busy" } | { is: "shown"; url: string } | { is: "failed"; why: Sentence };

export function Picture({ url, alt }: { url: string; alt: string }) {
  const t = useText();
  const say = useSay();
  const [state, setState] = useState<State>({ is: "closed" });
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  const link = openable(url);
  // Fetched by ourselves, where what is not encrypted could be anybody's.
  const target = link?.protocol === "https:" ? link : null;
  const said = visibleLine(alt);

  const show = (address: string) => {
    setState({ is: "busy" });
    commands.fetchImage(address).then(
      (shown) => here.current && setState({ is: "shown", url: shown }),
      (problem: unknown) => here.current && setState({ is: "failed", why: toError(problem).message }),
    );
  };

  if (state.is === "shown") {
    return (
      <span className="picture-shown">
        <img src={state.url} alt={said} data-testid="picture" />
        {target === null ? null : <span className="text-sm text-soft">{target.host}</span>}
      </span>
    );
  }
  return (
    <span className="picture" data-testid="picture-line">
      <Image size={14} role="img" aria-label={t.chat.image("")} className="shrink-0 text-soft" />
      {said === "" ? null : <span className="min-w-0 truncate">{said}</span>}
      {target === null ? (
        <span className="min-w-0 truncate text-soft">({visible(url.slice(0, 200))})</span>
      ) : (
        <>
          <span className="min-w-0 truncate text-soft">({target.host})</span>
          <button
            type="button"
            data-testid="show-picture"
            aria-disabled={state.is === "busy" || undefined}
            onClick={() => (state.is === "busy" ? undefined : show(target.href))}
            className="inline-flex min-h-8 items-center gap-1.5 rounded-md px-1.5 text-accent hover:bg-hover"
          >
            {state.is === "busy" ? <Spinner /> : null}
            {t.chat.showImage}
          </button>
          <LinkText url={target.href} label={t.chat.linkTo(target.href)} testId="image-link">
            {t.chat.openImage} <ExternalLink size={12} aria-hidden="true" className="inline" />
          </LinkText>
        </>
      )}
      {state.is === "failed" ? (
        <span role="status" className="basis-full text-danger">
          {visible(say(state.why))}
        </span>
      ) : null}
    </span>
  );
}
