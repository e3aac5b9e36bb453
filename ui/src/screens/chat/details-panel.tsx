/** Details at the right: everything about one tool call. Beside a wide chat, over a narrow one. */
import { X } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useSay } from "../../i18n/say";
import { absolute, duration, useLanguage, useText } from "../../i18n/text";
import type { ConversationView } from "../../ipc";
import { IconButton } from "../../parts/button";
import { visible, visibleLine } from "../../parts/visible";
import { CallBody, useContent } from "./call-body";
import { closeDetails, type Found, findCall, useChosenCall } from "./chosen-call";

export function DetailsPanel({ view }: { view: ConversationView | undefined }) {
  const t = useText();
  const panel = useRef<HTMLElement>(null);
  const { call: chosen, asked } = useChosenCall();
  const found = view === undefined ? null : findCall(view, chosen);

  // Only who asked for it is taken there, and not who comes back to a chat where it was open.
  useEffect(() => {
    if (asked) {
      useChosenCall.setState({ asked: false });
      panel.current?.focus();
    }
  }, [asked]);

  return (
    <aside
      ref={panel}
      tabIndex={-1}
      data-details
      data-testid="details-panel"
      data-call={found?.call.id ?? ""}
      aria-label={t.details}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) {
          // It closes this, and stops no answer.
          event.preventDefault();
          event.stopPropagation();
          closeDetails();
        }
      }}
      className="absolute inset-y-0 right-0 z-10 flex w-[min(360px,100%)] shrink-0 flex-col border-l border-line bg-canvas shadow-float outline-none min-[1100px]:static min-[1100px]:shadow-none"
    >
      <header className="flex h-12 shrink-0 items-center justify-between border-b border-line pr-2 pl-4">
        <h2 className="min-w-0 truncate font-medium">
          <bdi>{found === null ? t.details : visibleLine(found.call.title || found.call.tool)}</bdi>
        </h2>
        <IconButton label={t.message.closeDetails} data-testid="details-panel-close" onClick={closeDetails}>
          <X size={16} aria-hidden="true" />
        </IconButton>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard. */}
      <div tabIndex={0} className="min-h-0 flex-1 overflow-y-auto p-4 focus-visible:-outline-offset-2">
        {found === null ? (
          <p className="text-soft">{t.message.noDetails}</p>
        ) : (
          <Details key={found.call.id} {...found} />
        )}
      </div>
    </aside>
  );
}

function Details({ message, call }: Found) {
  const t = useText();
  const say = useSay();
  const language = useLanguage();
  const content = useContent(call);
  const rows: [string, ReactNode][] = [
    [t.detail.server, visibleLine(call.server_name || t.call.unknownServer)],
    [t.message.account, call.account === null ? "" : visibleLine(call.account)],
    [
      t.message.tool,
      <code key="tool" className="font-mono">
        {visibleLine(call.tool)}
      </code>,
    ],
    [t.message.state, t.call.state[call.state]],
    [t.message.when, absolute(message.at, language)],
    [t.message.took, call.duration_ms === null ? "" : duration(call.duration_ms, language)],
    // Where there is no result, the reason stands in its place.
    [t.message.reason, call.reason === null || call.state !== "done" ? "" : visible(say(call.reason))],
  ];
  return (
    <div className="space-y-4">
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
        {rows
          .filter(([, value]) => value !== "")
          .map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-soft">{name}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ))}
      </dl>
      <div className="border-t border-line pt-3">
        <CallBody call={call} content={content} />
      </div>
    </div>
  );
}
