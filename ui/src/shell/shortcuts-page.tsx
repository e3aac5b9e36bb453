/** All shortcuts, as they work on this system: those of the commands, and those of the field one writes in. */
import { X } from "lucide-react";
import { useRef } from "react";
import { useText } from "../i18n/text";
import { IconButton } from "../parts/button";
import { groups } from "./command";
import { allCommands, keysOf } from "./commands";
import { Kbd } from "./kbd";
import { closeLayer } from "./layers";
import { Overlay } from "./overlay";
import { useSendKey } from "./send-key";

export default function ShortcutsPage() {
  const t = useText();
  const sendKey = useSendKey();
  const close = useRef<HTMLButtonElement>(null);
  const commands = groups.map((group) => ({
    id: group,
    title: t.command.groups[group],
    rows: allCommands
      .filter((command) => command.group === group && keysOf(command).length > 0)
      .map((command) => ({ id: command.id, name: command.name(t), keys: keysOf(command) })),
  }));
  const palette = allCommands.filter((command) => command.id === "palette").flatMap((command) => keysOf(command));
  const writing = {
    id: "writing",
    title: t.command.groups.writing,
    rows: [
      { id: "send", name: t.command.writing.send, keys: [sendKey.keys] },
      { id: "break", name: t.command.writing.break, keys: [sendKey.breaks] },
      { id: "recall", name: t.command.writing.recall, keys: ["ArrowUp", "ArrowDown"] },
      { id: "prompts", name: t.command.writing.prompts, keys: ["/"] },
      { id: "resources", name: t.command.writing.resources, keys: ["@"] },
    ],
  };
  return (
    <Overlay
      testId="shortcuts-page"
      label={t.command.shortcuts}
      initialFocus={close}
      onClose={closeLayer}
      className="top-[8vh] max-h-[84vh] w-[min(860px,calc(100vw-32px))]"
    >
      <header className="flex shrink-0 items-center justify-between border-b border-line py-2 pr-2 pl-5">
        <h2 className="text-lg font-semibold">{t.command.shortcuts}</h2>
        <IconButton ref={close} label={t.close} data-testid="shortcuts-close" onClick={closeLayer}>
          <X size={16} aria-hidden="true" />
        </IconButton>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard. */}
      <div tabIndex={0} className="min-h-0 overflow-y-auto p-5 focus-visible:-outline-offset-2">
        <div className="gap-x-10 narrow:columns-2">
          {[...commands, writing].map(({ id, title, rows }) => (
            <section key={id} aria-label={title} className="mb-5 break-inside-avoid">
              <h3 className="mb-1 text-sm font-medium text-soft">{title}</h3>
              <dl>
                {rows.map((row) => (
                  <div
                    key={row.id}
                    data-testid="shortcut"
                    data-id={row.id}
                    className="flex min-h-8 items-center justify-between gap-4 border-b border-line py-1"
                  >
                    <dt>{row.name}</dt>
                    <dd>
                      <Kbd keys={row.keys} />
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
        <p className="mt-4 flex flex-wrap items-center gap-x-1.5 text-sm text-soft">
          {t.command.others.before}
          <Kbd keys={palette} />
          {t.command.others.after}
        </p>
      </div>
    </Overlay>
  );
}
