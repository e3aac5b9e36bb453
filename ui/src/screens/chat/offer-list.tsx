/** The list above the composer: prompts behind `/`, resources behind `@`. The field keeps the focus; arrows choose. */
import { FileText, Folder, MessageSquareQuote } from "lucide-react";
import { useEffect, useRef } from "react";
import { useText } from "../../i18n/text";
import { Named } from "../../parts/named";
import { visibleLine } from "../../parts/visible";
import { keyOf, nameOf, type Offer, titleOf, type Wish } from "./offers";

interface Props {
  id: string;
  wish: Wish;
  offers: readonly Offer[];
  chosen: number;
  onChoose: (offer: Offer) => void;
}

const icons = { prompt: MessageSquareQuote, resource: FileText, template: Folder };

export function OfferList({ id, wish, offers, chosen, onChoose }: Props) {
  const t = useText();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(`#${CSS.escape(optionId(id, chosen))}`)?.scrollIntoView?.({ block: "nearest" });
  }, [id, chosen]);
  return (
    <div className="appear mb-2 max-h-[40vh] overflow-y-auto rounded-lg bg-raised p-1 shadow-float">
      <div
        ref={list}
        id={id}
        role="listbox"
        data-testid="offers"
        data-kind={wish.kind}
        aria-label={wish.kind === "prompt" ? t.attach.prompts : t.attach.resources}
      >
        {offers.map((offer, index) => {
          const Icon = icons[offer.type];
          return (
            <div
              key={keyOf(offer)}
              id={optionId(id, index)}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              data-testid="offer"
              data-name={nameOf(offer)}
              // The field keeps the focus.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onChoose(offer)}
              onKeyDown={undefined}
              className={`flex min-h-8 cursor-default items-center gap-2 rounded-md px-2.5 py-1 ${index === chosen ? "bg-hover" : "hover:bg-hover"}`}
            >
              <Icon size={14} aria-hidden="true" className="shrink-0 text-soft" />
              <span className="min-w-0 flex-1 truncate">
                <Named>{titleOf(offer)}</Named>
                <span className="text-sm text-soft">
                  {" · "}
                  <Named>{offer.server.name}</Named>
                </span>
              </span>
              <span className="max-w-[40%] truncate text-sm text-soft">
                <bdi>{visibleLine(nameOf(offer))}</bdi>
              </span>
            </div>
          );
        })}
        {offers.length === 0 ? (
          <p className="px-2.5 py-1.5 text-sm text-soft">
            {wish.kind === "prompt" ? t.attach.noPrompts : t.attach.noResources}
          </p>
        ) : null}
      </div>
    </div>
  );
}

export function optionId(list: string, index: number): string {
  return `${list}-${index}`;
}
