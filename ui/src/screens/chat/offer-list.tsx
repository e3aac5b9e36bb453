/**
 * The list above the composer: the app's commands and the servers' prompts behind `/`, resources behind `@`. The field
 * keeps the focus; arrows choose.
 */
import { FileText, Folder, MessageSquareQuote, SquareSlash } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useText } from "../../i18n/text";
import { Named } from "../../parts/named";
import { visibleLine } from "../../parts/visible";
import type { Command } from "../../shell/command";
import { keysOf } from "../../shell/commands";
import { Kbd } from "../../shell/kbd";
import { keyOf, type Listed, nameOf, type Offer, titleOf, type Wish } from "./offers";

interface Props {
  id: string;
  wish: Wish;
  /** The app's own; the servers' come after them. */
  commands: readonly Command[];
  /** As many more commands are found by typing. */
  more: number;
  offers: readonly Offer[];
  /** Where in both together; null where there is none. */
  chosen: number | null;
  onChoose: (offer: Listed) => void;
}

const icons = { prompt: MessageSquareQuote, resource: FileText, template: Folder };

export function OfferList({ id, wish, commands, more, offers, chosen, onChoose }: Props) {
  const t = useText();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen !== null) {
      list.current?.querySelector(`#${CSS.escape(optionId(id, chosen))}`)?.scrollIntoView?.({ block: "nearest" });
    }
  }, [id, chosen]);
  const row = (listed: Listed, index: number, children: ReactNode) => (
    <div
      key={keyOf(listed)}
      id={optionId(id, index)}
      role="option"
      tabIndex={-1}
      aria-selected={index === chosen}
      data-testid={listed.type === "command" ? "offer-command" : "offer"}
      data-name={listed.type === "command" ? listed.command.id : nameOf(listed)}
      // The field keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onChoose(listed)}
      onKeyDown={undefined}
      className={`flex min-h-8 cursor-default items-center gap-2 rounded-md px-2.5 py-1 ${index === chosen ? "bg-hover" : "hover:bg-hover"}`}
    >
      {children}
    </div>
  );
  const servers = offers.map((offer, at) => row(offer, commands.length + at, <ServersRow offer={offer} />));
  return (
    <div className="appear mb-2 max-h-[40vh] overflow-y-auto rounded-lg bg-raised p-1 shadow-float">
      <div
        ref={list}
        id={id}
        role="listbox"
        data-testid="offers"
        data-kind={wish.kind}
        aria-label={wish.kind === "prompt" ? t.attach.slash : t.attach.resources}
      >
        {commands.length > 0 ? (
          <Group id={`${id}-commands`} title={t.attach.commands} hint={more > 0 ? t.attach.moreCommands(more) : ""}>
            {commands.map((command, at) => row({ type: "command", command }, at, <OwnRow command={command} />))}
          </Group>
        ) : null}
        {wish.kind === "resource" ? (
          servers
        ) : offers.length > 0 ? (
          <Group id={`${id}-prompts`} title={t.attach.prompts} hint="">
            {servers}
          </Group>
        ) : null}
        {commands.length + offers.length === 0 ? (
          <p className="px-2.5 py-1.5 text-sm text-soft">
            {wish.kind === "prompt" ? t.attach.noPrompts : t.attach.noResources}
          </p>
        ) : null}
      </div>
    </div>
  );
}

function Group({ id, title, hint, children }: { id: string; title: string; hint: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of options in a list.
    <div
      role="group"
      aria-labelledby={id}
      className="not-first:mt-1 not-first:border-t not-first:border-line not-first:pt-1"
    >
      <div aria-hidden="true" className="flex items-baseline gap-4 px-2.5 pt-1.5 pb-1 text-xs text-soft">
        <span id={id} className="flex-1 font-medium">
          {title}
        </span>
        {hint}
      </div>
      {children}
    </div>
  );
}

/** A command of the app: it bears a sign and its keys, as nothing of a server's does. */
function OwnRow({ command }: { command: Command }) {
  const t = useText();
  return (
    <>
      <SquareSlash size={14} aria-hidden="true" className="shrink-0 text-accent" />
      <span className="min-w-0 flex-1 truncate">
        {command.name(t)}
        {command.run === undefined && command.press === undefined ? "…" : null}
      </span>
      <Kbd keys={keysOf(command).slice(0, 1)} />
    </>
  );
}

function ServersRow({ offer }: { offer: Offer }) {
  const Icon = icons[offer.type];
  return (
    <>
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
    </>
  );
}

export function optionId(list: string, index: number): string {
  return `${list}-${index}`;
}
