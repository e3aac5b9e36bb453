/**
 * The palette: everything that can be done, and every conversation, found by a few letters. A command that needs a
 * choice, or a line of text, asks for it in the same place.
 */
import { Command as Cmd } from "cmdk";
import { ArrowLeft, MessageSquare, Search } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from "react";
import { relative, useLanguage, useText } from "../i18n/text";
import { IconButton } from "../parts/button";
import { visibleLine } from "../parts/visible";
import { go } from "../state/place";
import type { Choice } from "./choices";
import type { Command } from "./command";
import { allCommands, available, keysOf } from "./commands";
import { find, MOST, type Section } from "./found";
import { fold, score } from "./fuzzy";
import { Kbd } from "./kbd";
import { closeLayer, useLayers } from "./layers";
import { useNow } from "./now";
import { Overlay } from "./overlay";
import { noteCommand, recentCommands } from "./recent";

const groupClass =
  "[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-soft";

export default function Palette() {
  const t = useText();
  const now = useNow();
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  // What the arrow keys or the pointer chose; until then the first is chosen.
  const [chosen, setChosen] = useState("");
  const [recent] = useState(recentCommands);
  const wanted = useLayers((layers) => layers.command);
  const asked = allCommands.find((command) => command.id === wanted) ?? null;
  const line = asked?.asks?.(now) ?? null;
  const [typed, setTyped] = useState(line?.text ?? "");

  const type = (text: string) => {
    setTyped(text);
    setChosen("");
    list.current?.scrollTo?.({ top: 0 });
  };
  const enter = (command: Command | null) => {
    useLayers.setState({ command: command?.id ?? null });
    type(command?.asks?.(now)?.text ?? "");
    input.current?.focus();
  };
  const run = (command: Command) => {
    noteCommand(command.id);
    if (command.run === undefined) {
      enter(command);
    } else {
      // What it does may take the focus or open another dialog, so this one is gone before.
      closeLayer();
      requestAnimationFrame(() => command.run?.(now));
    }
  };
  const save = () => {
    const text = typed.trim();
    if (line !== null && text !== "") {
      closeLayer();
      line.save(text);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) {
      return;
    }
    if (event.key === "Enter" && line !== null) {
      event.preventDefault();
      save();
    } else if (event.key === "Backspace" && typed === "" && asked !== null) {
      event.preventDefault();
      enter(null);
    }
  };

  const rows = now.state.conversations;
  const commands = available(now);
  // The list of commands is new each time; which there are decides.
  const ids = commands.map((command) => command.id).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above.
  const found = useMemo(() => find(typed, commands, rows, recent), [typed, ids, rows, recent]);
  const fitting = asked?.choices === undefined ? null : fittingChoices(asked.choices(now), typed);
  const first =
    line !== null ? "save" : fitting !== null ? `choice ${fitting[0]?.id ?? ""}` : firstOf(found.sections[0]);

  return (
    <Overlay
      testId="palette"
      label={t.command.palette}
      initialFocus={input}
      onClose={closeLayer}
      className="top-[12vh] max-h-[min(560px,76vh)] w-[min(600px,calc(100vw-32px))]"
    >
      <Cmd
        label={t.command.list}
        shouldFilter={false}
        vimBindings={false}
        value={chosen || first}
        onValueChange={setChosen}
        loop
        onKeyDown={onKeyDown}
        className="flex min-h-0 flex-col"
      >
        <div className="flex shrink-0 items-center gap-2 border-b border-line px-3">
          {asked === null ? (
            <Search size={16} aria-hidden="true" className="m-2 shrink-0 text-soft" />
          ) : (
            <IconButton label={t.command.back} data-testid="palette-back" onClick={() => enter(null)}>
              <ArrowLeft size={16} aria-hidden="true" />
            </IconButton>
          )}
          <Cmd.Input
            ref={input}
            data-testid="palette-input"
            aria-label={line?.label ?? asked?.name(t) ?? t.command.placeholder}
            placeholder={line?.label ?? asked?.name(t) ?? t.command.placeholder}
            value={typed}
            onValueChange={type}
            dir="auto"
            className="min-h-12 min-w-0 flex-1 bg-transparent outline-none focus-visible:outline-none"
          />
        </div>
        <Cmd.List
          ref={list}
          label={t.command.list}
          className={`relative min-h-0 overflow-y-auto px-1.5 pb-1.5 ${line === null ? "" : "pt-1.5"}`}
        >
          {line !== null ? (
            <Row value="save" onSelect={save}>
              {t.save}
            </Row>
          ) : asked !== null && fitting !== null ? (
            <Choices command={asked} fitting={fitting} />
          ) : (
            <Everything found={found} onRun={run} />
          )}
        </Cmd.List>
      </Cmd>
    </Overlay>
  );
}

function firstOf(section: Section | undefined): string {
  const [command] = section?.commands ?? [];
  const [row] = section?.conversations ?? [];
  return command !== undefined ? command.id : row !== undefined ? `conversation ${row.id}` : "";
}

function fittingChoices(all: readonly Choice[], typed: string): Choice[] {
  const wanted = fold(typed.trim());
  return all.filter(({ label, about = "" }) => score(wanted, fold(`${label} ${about}`)) > 0).slice(0, MOST);
}

function Everything({ found, onRun }: { found: ReturnType<typeof find>; onRun: (command: Command) => void }) {
  const t = useText();
  const language = useLanguage();
  const { sections, more } = found;
  if (sections.length === 0) {
    return (
      <p data-testid="palette-none" className="px-2.5 pt-4 pb-3 text-soft">
        {t.command.none}
      </p>
    );
  }
  return (
    <>
      {sections.map((section) => (
        <Cmd.Group
          key={section.id}
          heading={
            section.id === "recent"
              ? t.command.recent
              : section.id === "conversations"
                ? t.command.conversations
                : t.command.groups[section.id]
          }
          className={groupClass}
        >
          {section.commands.map((command) => (
            <Row key={command.id} value={command.id} onSelect={() => onRun(command)}>
              <span className="min-w-0 flex-1 truncate">
                {command.name(t)}
                {command.run === undefined ? "…" : null}
              </span>
              <Kbd keys={keysOf(command).slice(0, 1)} />
            </Row>
          ))}
          {section.conversations.map((row) => (
            <Row
              key={row.id}
              value={`conversation ${row.id}`}
              onSelect={() => {
                closeLayer();
                go({ screen: "chat", conversation: row.id });
              }}
            >
              <MessageSquare size={14} aria-hidden="true" className="shrink-0 text-soft" />
              <bdi className="min-w-0 flex-1 truncate">
                {row.title === "" ? t.nav.untitled : visibleLine(row.title)}
              </bdi>
              <span className="shrink-0 text-sm text-soft">{relative(row.updated_at, Date.now(), language)}</span>
            </Row>
          ))}
        </Cmd.Group>
      ))}
      {more ? <p className="px-2.5 pt-2 pb-1 text-sm text-soft">{t.command.more(MOST)}</p> : null}
    </>
  );
}

function Choices({ command, fitting }: { command: Command; fitting: readonly Choice[] }) {
  const t = useText();
  if (fitting.length === 0) {
    return <p className="px-2.5 pt-4 pb-3 text-soft">{t.command.none}</p>;
  }
  return (
    <Cmd.Group heading={command.name(t)} className={groupClass}>
      {fitting.map((choice) => (
        <Row
          key={choice.id}
          value={`choice ${choice.id}`}
          onSelect={() => {
            closeLayer();
            choice.run();
          }}
        >
          <bdi className="min-w-0 flex-1 truncate">{choice.label}</bdi>
          <span className="shrink-0 text-sm text-soft">
            {choice.about ? <bdi>{choice.about}</bdi> : null}
            {choice.about && choice.on ? " · " : null}
            {choice.on ? t.command.inForce : null}
          </span>
        </Row>
      ))}
    </Cmd.Group>
  );
}

function Row({ value, onSelect, children }: { value: string; onSelect: () => void; children: ReactNode }) {
  return (
    <Cmd.Item
      value={value}
      data-testid="palette-item"
      data-id={value}
      onSelect={onSelect}
      className="flex min-h-9 items-center gap-2.5 rounded-md px-2.5 py-1 select-none data-[selected=true]:bg-hover"
    >
      {children}
    </Cmd.Item>
  );
}
