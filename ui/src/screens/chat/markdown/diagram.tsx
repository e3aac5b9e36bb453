/** A diagram in place of its source, which stays one click away. Where it can't be drawn, the source is what is shown. */
import { ChartNetwork, Code } from "lucide-react";
import { type ReactNode, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { useText } from "../../../i18n/text";
import { Button } from "../../../parts/button";
import { drawable } from "./diagram-kinds";
import { idle } from "./highlight";
import { useNear } from "./near";
import { useOverflow } from "./overflow";

interface Image {
  /** What it was made of: the source and the theme. */
  key: string;
  url: string;
  width: number;
  height: number;
}

export function Diagram({ source, children }: { source: string; children: ReactNode }) {
  const t = useText();
  const bare = useMemo(() => drawable(source), [source]);
  const { place, near } = useNear<HTMLDivElement>(bare !== null);
  const [asSource, setAsSource] = useState(false);
  const theme = useSyncExternalStore(onTheme, () => document.documentElement.dataset.theme ?? "light");
  const key = `${theme}\n${source}`;
  const [image, setImage] = useState<Image | null>(null);
  useEffect(() => {
    if (!near || bare === null) {
      return;
    }
    let off = false;
    let url = "";
    const make = async () => {
      await idle();
      const { draw } = await import("./mermaid");
      const drawn = off ? null : await draw(bare);
      if (!off) {
        if (drawn === null) {
          setImage(null);
        } else {
          url = URL.createObjectURL(new Blob([drawn.svg], { type: "image/svg+xml" }));
          setImage({ key, url, width: drawn.width, height: drawn.height });
        }
      }
    };
    make().catch(() => off || setImage(null));
    return () => {
      off = true;
      if (url !== "") {
        URL.revokeObjectURL(url);
      }
    };
  }, [near, bare, key]);

  if (image === null) {
    return <div ref={place}>{children}</div>;
  }
  return (
    <div ref={place} className="diagram">
      {asSource ? (
        children
      ) : (
        <Frame label={t.chat.diagram}>
          <img
            key={image.url}
            src={image.url}
            width={Math.ceil(image.width)}
            height={Math.ceil(image.height)}
            alt={t.chat.diagram}
            data-testid="diagram"
          />
        </Frame>
      )}
      <Button
        kind="quiet"
        data-testid="diagram-source"
        aria-pressed={asSource}
        icon={asSource ? <ChartNetwork size={14} aria-hidden="true" /> : <Code size={14} aria-hidden="true" />}
        onClick={() => setAsSource(!asSource)}
        className="text-sm text-soft"
      >
        {asSource ? t.chat.showDiagram : t.chat.showSource}
      </Button>
    </div>
  );
}

function Frame({ label, children }: { label: string; children: ReactNode }) {
  const { place, scrolls } = useOverflow<HTMLElement>();
  return (
    <figure ref={place} className="diagram-image" aria-label={label} tabIndex={scrolls ? 0 : undefined}>
      {children}
    </figure>
  );
}

function onTheme(tell: () => void): () => void {
  const observer = new MutationObserver(tell);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  return () => observer.disconnect();
}
